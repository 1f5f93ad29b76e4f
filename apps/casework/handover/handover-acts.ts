import type { Caller } from '#access/caller';
import { Contexts } from '#casework/forms/contexts';
import { textAt, type Typed } from '#casework/forms/controls';
import { errorsOf, viewsOf } from '#casework/forms/question-view';
import type { FormContext } from '#casework/forms/question';
import { readForm, type Wrong } from '#casework/forms/reading';
import type { Act } from '#casework/handover/acts';
import { HandoverViews, offeredBy, type Read } from '#casework/handover/handover-views';
import { Worklists } from '#casework/handover/worklists';
import { Page, Redirect } from '#casework/pages/page';
import { plain } from '#casework/step-requests';
import { Refused } from '#commands/refused';
import { HandoverStep } from '#commands/step';
import type { Instant } from '#pathway/decider';
import type { HandoverCommand } from '#pathway/handover';
import { RequestProblem } from '#platform/problem';
import { type Watermarks, WATERMARKS } from '#platform/watermarks';
import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { plainToInstance } from 'class-transformer';
import { randomUUID } from 'node:crypto';

const PATIENCE_MS = 5_000;

/** What a page sent along: once per page, and what was read on it. */
interface Sent {
  readonly key: string;
  readonly revision: bigint;
}

interface Doing {
  readonly act: Act;
  readonly sent: Sent;
  readonly answers: Readonly<Record<string, unknown>>;
}

/** A form that comes back. */
interface Again {
  readonly wrong?: readonly Wrong[];
  readonly typed?: Typed;
  /** About no field. */
  readonly errors?: readonly { readonly text: string }[];
}

interface Acknowledged {
  readonly id: string;
  readonly name: string;
  /** When it is to be accepted or declined. */
  readonly decide?: Instant | null;
  readonly position?: bigint;
  /** Why it was not. */
  readonly why?: string;
}

const incomplete = () =>
  new RequestProblem(400, 'FORM_INCOMPLETE', 'This form is not complete. Go back, reload the page and send it again.');

/** @throws RequestProblem 400 where no page of ours sent it */
function keyIn(typed: Typed): string {
  const key = textAt(typed, 'key');
  if (!/^[\w-]{8,100}$/.test(key)) throw incomplete();
  return key;
}

/** @throws RequestProblem 400 where no page of ours sent it */
function sentWith(typed: Typed): Sent {
  const revision = textAt(typed, 'revision');
  if (!/^\d{1,18}$/.test(revision)) throw incomplete();
  return { key: keyIn(typed), revision: BigInt(revision) };
}

const wordsOf = ({ kind, message }: Refused): string =>
  kind === 'stale'
    ? 'Somebody has recorded something on this handover since you opened it. Check how it stands now, then try again'
    : message.replace(/\.$/, '');

/** What senders and receivers do with a handover from its page. */
@Injectable()
export class HandoverActs {
  constructor(
    private readonly views: HandoverViews,
    private readonly commands: CommandBus,
    private readonly contexts: Contexts,
    private readonly worklists: Worklists,
    @Inject(WATERMARKS) private readonly watermarks: Watermarks,
  ) {}

  /** The questions of an act; how the handover stands, where it makes no sense any more. */
  async ask(caller: Caller, id: string, act: Act) {
    const read = await this.views.read(caller, id);
    return offeredBy(read).includes(act) && act.questions.length > 0
      ? this.#form(caller, read, act)
      : new Redirect(`/handovers/${id}`);
  }

  /** Sent twice, it is done once: the second time a handover that was declined is not theirs to read any more. */
  async take(caller: Caller, id: string, act: Act, typed: Typed) {
    const sent = sentWith(typed);
    const context = act.leaves ? this.contexts.ofNobody(caller) : await this.#context(caller, id);
    const { answers, wrong } = await readForm(act.questions, typed, context);
    if (wrong.length > 0) return this.#form(caller, await this.views.read(caller, id), act, { wrong, typed });
    try {
      await this.#visible(await this.#record(caller, id, { act, sent, answers: answers[act.do] ?? {} }));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return this.#refused(caller, id, act, { error, typed });
    }
    return new Redirect(`${act.leaves ? '/handovers' : `/handovers/${id}`}?did=${act.path}`);
  }

  /** Each by itself: what cannot be acknowledged keeps back no other. */
  async acknowledge(caller: Caller, ids: readonly string[], typed: Typed): Promise<Page> {
    const key = keyIn(typed);
    const seen = await this.worklists.received(caller, ids);
    const told: Acknowledged[] = [];
    for (const id of new Set(ids)) {
      const { name, due } = seen.get(id) ?? {};
      told.push(await this.#acknowledged(caller, { id, name: name ?? 'One of them', decide: due?.decide }, key));
    }
    await this.#visible(told.reduce((last, { position = 0n }) => (position > last ? position : last), 0n));
    const done = told.filter(({ why }) => why === undefined);
    const refused = told.filter(({ why }) => why !== undefined);
    const counted = told.length === 1 ? '1 handover' : `${told.length} handovers`;
    const title = refused.length === 0 ? `${counted} acknowledged` : `${done.length} of ${counted} acknowledged`;
    return new Page('handover/acknowledged', { title, done, refused });
  }

  async #acknowledged(caller: Caller, one: Acknowledged, key: string): Promise<Acknowledged> {
    try {
      const step = new HandoverStep(one.id, { do: 'acknowledge' }, { caller, key: `${key}-${one.id}` });
      const { position } = await this.commands.execute(step);
      return { ...one, position };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return { ...one, why: error.message };
    }
  }

  /** @throws Refused where nothing was recorded */
  async #record(caller: Caller, id: string, { act, sent, answers }: Doing): Promise<bigint> {
    const Request = act.questions[0]?.takes;
    const { occurredAt, ...fields } = Request ? plain(plainToInstance<object, object>(Request, answers)) : {};
    const command = { do: act.do, ...fields } as unknown as HandoverCommand;
    const { position } = await this.commands.execute(
      new HandoverStep(id, command, {
        ...{ caller, key: sent.key, ifMatch: sent.revision },
        ...(typeof occurredAt === 'string' && { occurredAt }),
      }),
    );
    return position;
  }

  /** The form again, saying why it was refused; how the handover stands, where it makes no sense any more. */
  async #refused(caller: Caller, id: string, act: Act, { error, typed }: { error: Refused; typed: Typed }) {
    const read = await this.views.read(caller, id);
    const about = act.questions.find(({ field }) => field === error.field);
    const words = wordsOf(error);
    if (about && offeredBy(read).includes(act))
      return this.#form(caller, read, act, { wrong: [{ question: about, words }], typed });
    if (act.questions.length > 0 && offeredBy(read).includes(act))
      return this.#form(caller, read, act, { typed, errors: [{ text: words }] });
    const shows = await this.views.shown(caller, read);
    return new Page('handover/handover', { ...shows, errors: [{ text: words }] }, 409);
  }

  async #form(caller: Caller, read: Read, act: Act, { wrong = [], typed, errors = [] }: Again = {}): Promise<Page> {
    const { episode, state } = read;
    const context = await this.#context(caller, episode.id);
    const questions = await viewsOf(act.questions, { context, wrong, typed });
    const told = [...errors, ...errorsOf(wrong, questions)];
    const shows = {
      title: act.text,
      back: `/handovers/${episode.id}`,
      ...{ act, questions, person: context.person, errors: told },
      asked: act.do === 'provide information' ? state.questions.at(-1)?.question : undefined,
      revision: episode.revision,
      key: randomUUID(),
    };
    return new Page('handover/act', shows, told.length > 0 ? 400 : 200);
  }

  #context(caller: Caller, id: string): Promise<FormContext> {
    return this.contexts.of(caller, { stage: 'handover' }, { episode: id });
  }

  /** What was recorded, and what follows from it, can be read on the next page. */
  async #visible(position: bigint): Promise<void> {
    if (position > 0n) await this.watermarks.reached(position, AbortSignal.timeout(PATIENCE_MS));
  }
}
