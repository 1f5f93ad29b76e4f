import type { Caller } from '#access/caller';
import { Contexts } from '#casework/forms/contexts';
import { type Draft, Drafts, sentOf } from '#casework/forms/drafts';
import { firstUnfinished, type Job, pagesOf } from '#casework/forms/job';
import { FIND } from '#casework/forms/person-pages';
import { type FormContext, isAsked } from '#casework/forms/question';
import { answerInWords, fieldOf } from '#casework/forms/question-view';
import { questionOf, REGISTER, Sending } from '#casework/forms/sending';
import { Handovers } from '#casework/handover/handovers';
import { Page, Redirect } from '#casework/pages/page';
import { Refused } from '#commands/refused';
import { type Watermarks, WATERMARKS } from '#platform/watermarks';
import { Inject, Injectable } from '@nestjs/common';

const PATIENCE_MS = 5_000;

interface Refusal {
  readonly text: string;
  readonly href?: string;
}

/** The last pages of every form: check, send once, and what happens next. */
@Injectable()
export class Checking {
  constructor(
    private readonly contexts: Contexts,
    private readonly drafts: Drafts,
    private readonly sending: Sending,
    private readonly handovers: Handovers,
    @Inject(WATERMARKS) private readonly watermarks: Watermarks,
  ) {}

  async show(caller: Caller, job: Job, draft: Draft, errors: readonly Refusal[] = []) {
    const at = `/forms/${job.path}/${draft.id}`;
    if (draft.sent) return new Redirect(`${at}/done`);
    const context = await this.contexts.ofDraft(caller, job, draft);
    const unfinished = await firstUnfinished(job, context, draft.seen);
    if (unfinished) return new Redirect(`${at}/${unfinished.path}`);
    const last = pagesOf(job, context).at(-1);
    const shows = {
      title: 'Check your answers',
      back: `${at}/${last?.path ?? ''}`,
      ...{ job, draft, errors, person: whomOf(draft, context), rows: await rowsOf(job, context, at) },
    };
    return new Page('forms/check', shows, errors.length > 0 ? 400 : 200);
  }

  /** Sent twice, by whomever, it is recorded once and answered alike. */
  send(caller: Caller, job: Job, id: string) {
    return this.drafts.inTurn(id, async () => this.#send(caller, job, await this.drafts.read(caller, job, id)));
  }

  async #send(caller: Caller, job: Job, draft: Draft) {
    const at = `/forms/${job.path}/${draft.id}`;
    if (draft.sent) return new Redirect(`${at}/done`);
    const context = await this.contexts.ofDraft(caller, job, draft);
    if (await firstUnfinished(job, context, draft.seen)) return new Redirect(at);
    try {
      const ready = await this.#registered(caller, draft, job, context);
      const answer = await this.sending.send(caller, ready, job, context);
      const title = typeof job.done === 'string' ? job.done : job.done(answer);
      const said = { title, next: job.next?.(context) ?? [], person: ready.registered ?? context.personId };
      await this.drafts.sent(caller, draft.id, sentOf(answer, said));
      return new Redirect(`${at}/done`);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const about = questionOf(error, job, context);
      const href = about && `${at}/${about.page}#${await fieldOf(about.question, context)}`;
      const refusal = { text: error.message.replace(/\.$/, ''), href };
      return this.show(caller, job, await this.drafts.read(caller, job, draft.id), [refusal]);
    }
  }

  /** Somebody new is on record even where the steps are refused: the draft remembers as whom. */
  async #registered(caller: Caller, draft: Draft, job: Job, context: FormContext): Promise<Draft> {
    const registered = await this.sending.person(caller, draft, job, context);
    const ready = { ...draft, registered };
    if (registered !== draft.registered) await this.drafts.keep(caller, ready);
    return ready;
  }

  /** Who now owes what: the handovers that sending it opened, once the job has followed. */
  async done(caller: Caller, job: Job, { sent, id }: Draft) {
    if (!sent) return new Redirect(`/forms/${job.path}/${id}`);
    await this.watermarks.reached(BigInt(sent.position), AbortSignal.timeout(PATIENCE_MS));
    if (job.backTo) return new Redirect(`${job.backTo(sent.id)}?recorded=${job.path}`);
    const opened = await this.handovers.openedBy(caller, { stage: sent.stage, instance: sent.id });
    const handovers = opened.handovers.filter(({ open, openedBy }) => open && sent.events.includes(openedBy.event));
    return new Page('forms/done', { title: sent.title, sent, job, handovers });
  }
}

/** Somebody new is in the rows as long as they can be changed there. */
const whomOf = ({ registered }: Draft, { person, answers }: FormContext) =>
  person ?? (registered === undefined ? undefined : answers[REGISTER]);

/** Every answer, with the way back to its question. */
async function rowsOf(job: Job, context: FormContext, at: string) {
  const asked = pagesOf(job, context).flatMap((page) =>
    page.questions
      .filter((question) => question.command !== FIND && isAsked(question, context))
      .map((question) => ({ page, question })),
  );
  return Promise.all(
    asked.map(async ({ page, question }) => ({
      label: question.ask,
      value: (await answerInWords(question, context.answers, context)) ?? 'Not given',
      href: `${at}/${page.path}#${await fieldOf(question, context)}`,
    })),
  );
}
