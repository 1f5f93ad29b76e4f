import { answerOf, asBefore, kept, notFound, refused, repeated } from '#commands/answers';
import type { AnsweredCommands } from '#commands/idempotency';
import { derive } from '#commands/ids';
import { type History, type Log, type LoggedFact, PersonKeyDestroyed } from '#commands/log';
import type { Asked, Asking, Recordable } from '#commands/recordable';
import { oneAtATime } from '#commands/one-at-a-time';
import { People } from '#commands/people';
import { Permission } from '#commands/permission';
import { Refused } from '#commands/refused';
import type { Answer } from '#commands/step';
import type { Surroundings } from '#commands/surroundings';
import { StreamDeleted, WrongExpectedVersion } from '#event-store/event-store';
import { type Correct, decideCorrection, fold, isCorrect, type Recorded } from '#pathway/corrections';
import { type Instant, isRefusal } from '#pathway/decider';
import type { Given, GivenPerson } from '#pathway/given';
import type { PersonState } from '#pathway/person/state';
import type { Reference } from '#pathway/reference';
import type { PathwayFact, StageFact, StageName } from '#pathway/stages';
import { hash } from 'node:crypto';

export interface Clock {
  now(): Instant;
}

/** What is asked, where, and as which command: the same at every attempt. */
interface Work<C extends Asked> extends Asking<C> {
  readonly instance: string;
  readonly id: string;
  readonly request: string;
  /** It names no instance: nothing should be recorded yet where it goes. */
  readonly opens: boolean;
}

/** A fact with the id that its command and its place give it. */
interface Decided {
  readonly id: string;
  readonly fact: PathwayFact;
}

const ATTEMPTS = 8;

/** The stream moved, or the decision rests on what was kept of it. */
const mayHoldNow = (error: unknown, { kept }: { readonly kept: boolean }): boolean =>
  error instanceof WrongExpectedVersion || error instanceof StreamDeleted || (kept && error instanceof Refused);

const digest = (what: unknown): string => hash('sha256', JSON.stringify(what), 'base64url');

/** The one way in: reads, folds, decides, appends, and does it again where the stream moved. */
export class Recording {
  readonly #permission: Permission;
  readonly #people: People;
  readonly #inTurn = oneAtATime();

  constructor(
    readonly log: Log,
    readonly answered: AnsweredCommands,
    readonly reference: Reference,
    readonly clock: Clock,
    readonly surroundings: Surroundings,
  ) {
    this.#permission = new Permission(reference, surroundings, () => clock.now());
    this.#people = new People(log, surroundings);
  }

  /**
   * `typed` is what the caller asked where the command was made from it: the same again is the same request.
   * @throws Refused where nothing is recorded
   */
  async record<C extends Asked, F extends StageFact, S, G extends Given>(
    stage: Recordable<C, F, S, G>,
    asking: Asking<C>,
    typed: unknown = asking.command,
  ): Promise<Answer> {
    const { caller, key } = asking.envelope;
    const id = derive('command', caller.organisation, caller.user, key);
    const { instance: asked, command, envelope } = asking;
    const { occurredAt, then = [] } = envelope;
    const request = digest([stage.decider.stage, typed === command ? asked : null, typed, occurredAt, ...then]);
    const instance = asked ?? stage.opens?.(command, caller) ?? derive('instance', id);
    const work = { ...asking, instance, id, request, opens: asked === undefined };
    const recorded = () => this.#inTurn(`${stage.decider.stage}-${instance}`, () => this.#untilItHolds(stage, work));
    return caller.kind === 'policy' ? recorded() : this.#inTurn(id, () => this.#onceForItsKey(work, recorded));
  }

  /** The same key at the same moment waits for its first answer: it may have been for something else. */
  async #onceForItsKey({ id, request }: Work<Asked>, recorded: () => Promise<Answer>): Promise<Answer> {
    const earlier = await this.answered.find(id);
    if (earlier) return asBefore(earlier, request);
    const answer = await recorded();
    await this.answered.keep(kept(answer, id, request));
    return answer;
  }

  /** The person as recorded, followed to nobody else: undefined where there is none. `fresh` reads again. */
  person(personId: string, fresh = false): Promise<PersonState | undefined> {
    if (fresh) this.#people.drop(personId);
    return this.#people.state(personId);
  }

  async #untilItHolds<C extends Asked, F extends StageFact, S, G extends Given>(
    stage: Recordable<C, F, S, G>,
    asked: Work<C>,
  ): Promise<Answer> {
    for (let attempt = 1; ; attempt += 1) {
      const work = attempt > 1 ? await this.#lookedFor(stage, asked) : asked;
      const history = await this.#standing(stage.decider.stage, work, attempt);
      try {
        const answer = await this.#once(stage, work, history);
        if (answer.events.length > 0 || !history.kept) return answer;
      } catch (error) {
        if (error instanceof PersonKeyDestroyed) throw notFound();
        if (!mayHoldNow(error, history) || attempt === ATTEMPTS) throw error;
      }
    }
  }

  /** What is opened may be there already, or its name be closed: then it is looked for. */
  async #lookedFor<C extends Asked, F extends StageFact, S, G extends Given>(
    { opensInstead }: Recordable<C, F, S, G>,
    work: Work<C>,
  ): Promise<Work<C>> {
    if (!work.opens || !opensInstead) return work;
    return { ...work, instance: await opensInstead(work.command, work.envelope.caller) };
  }

  /** What is opened should not be there yet: it is read only where the append says that it is. */
  async #standing(stage: StageName, { instance, opens }: Work<Asked>, attempt: number) {
    return opens && attempt === 1 ? this.log.unread(stage, instance) : this.log.read(stage, instance, attempt > 1);
  }

  async #once<C extends Asked, F extends StageFact, S, G extends Given>(
    stage: Recordable<C, F, S, G>,
    work: Work<C>,
    history: History,
  ): Promise<Answer> {
    const mine = history.facts.filter(({ command }) => command === work.id);
    if (mine.length > 0) return repeated(history, mine, work);
    const personId = history.personId ?? named(work.command);
    if (personId === undefined) throw notFound();
    const decided: Decided[] = [];
    for (const step of stepsOf(work)) {
      const stands = { ...history, facts: [...history.facts, ...decided.map((one) => asRecorded(one, work))] };
      try {
        for (const fact of await this.#decide(stage, step, stands, personId))
          decided.push({ id: derive(work.id, work.request, work.instance, String(decided.length)), fact });
      } catch (error) {
        throw error instanceof Refused ? error.at(step.command.do) : error;
      }
    }
    if (decided.length === 0) return answerOf(history, []);
    await stage.follows?.(
      { instance: work.instance, facts: history.facts },
      decided.map(({ fact }) => fact),
    );
    return this.#append(history, personId, work, decided);
  }

  async #decide<C extends Asked, F extends StageFact, S, G extends Given>(
    stage: Recordable<C, F, S, G>,
    work: Work<C>,
    history: History,
    personId: string,
  ): Promise<readonly PathwayFact[]> {
    const recorded = history.facts as unknown as readonly Recorded<F>[];
    const state: S = fold<F, S>(stage.decider, recorded);
    const known = await this.#permitted(stage, { ...work, history, personId, state });
    const { command, instance } = work;
    const about = { instance, personId, command, state, facts: history.facts };
    const given = await stage.gather(this.#given(work, known), about);
    const decision = isCorrect(command)
      ? decideCorrection(stage.decider, recorded, command, given)
      : stage.decider.decide(command, state, given);
    if (isRefusal(decision)) throw refused(decision, stage.decider.refusals);
    return decision;
  }

  async #append(history: History, personId: string, work: Work<Asked>, facts: readonly Decided[]): Promise<Answer> {
    const { organisation, user } = work.envelope.caller;
    const { id: command, request } = work;
    const stamp = { personId, organisation, user, command, request, recordedAt: this.clock.now() };
    const written = await this.log.append(history, facts, stamp);
    if (history.stage === 'person') this.#people.drop(history.instance);
    return answerOf(written, facts);
  }

  async #permitted<C extends Asked, F extends StageFact, S, G extends Given>(
    { decider, runBy }: Recordable<C, F, S, G>,
    { command, envelope, history, personId, state }: Work<C> & { history: History; personId: string; state: S },
  ): Promise<PersonState | undefined> {
    const person = await this.person(personId);
    await this.#permission.check({
      caller: envelope.caller,
      stage: decider.stage,
      step: isCorrect(command) ? command.as.do : command.do,
      corrects: isCorrect(command),
      personId,
      person,
      otherRecords: await this.#people.otherRecords(personId),
      opens: history.facts.length === 0,
      runBy: await runBy(state, this.reference, history.facts),
    });
    if (envelope.ifMatch !== undefined && envelope.ifMatch !== history.revision) throw stale();
    return person;
  }

  #given({ command, envelope, id }: Work<Asked | Correct<Asked>>, known: PersonState | undefined): GivenPerson {
    const { caller, occurredAt } = envelope;
    const clock = this.clock.now();
    // What a policy follows from has happened, even where the clock of whoever recorded it is ahead of this one.
    const now = caller.kind === 'policy' && occurredAt !== undefined && occurredAt > clock ? occurredAt : clock;
    const said = isCorrect(command) ? command.occurredAt : occurredAt;
    if (said !== undefined && said > now)
      throw new Refused('invalid', 'OCCURRED_IN_FUTURE', 'When it happened cannot be in the future.', 'occurredAt');
    return {
      now,
      occurredAt: occurredAt ?? now,
      by: { organisation: caller.organisation, kind: caller.kind },
      reference: this.reference,
      id: derive('given', id),
      person: { dateOfBirth: known?.dateOfBirth, residence: known?.residence },
    };
  }
}

/** What is asked, step by step. */
const stepsOf = <C extends Asked>(work: Work<C>): readonly Work<C>[] => [
  work,
  ...(work.envelope.then ?? []).map(({ command, occurredAt }) => ({
    ...work,
    command: command as C,
    envelope: { ...work.envelope, occurredAt },
  })),
];

/** What was decided just now, as the next step of the same command finds it. */
const asRecorded = (
  { id, fact }: Decided,
  { id: command, request, envelope: { caller } }: Work<Asked>,
): LoggedFact => ({
  ...{ id, fact, command, request, organisation: caller.organisation, user: caller.user },
  ...{ revision: -1n, position: -1n, recordedAt: fact.occurredAt },
});

const stale = () =>
  new Refused('stale', 'STALE_REVISION', 'Somebody has recorded something here since you read it: read it again.');

/** The person that an opening command names. */
const named = (command: object): string | undefined =>
  'personId' in command && typeof command.personId === 'string' ? command.personId : undefined;
