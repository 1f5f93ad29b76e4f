import type { Caller } from '#access/caller';
import { type Right, rightTo } from '#access/recording';
import { answerOf, asBefore, kept, notFound, refused, repeated } from '#commands/answers';
import type { AnsweredCommands } from '#commands/idempotency';
import { derive } from '#commands/ids';
import { type History, type Log, type LoggedFact, PersonKeyDestroyed } from '#commands/log';
import { Refused } from '#commands/refused';
import type { Answer, Envelope } from '#commands/step';
import type { Surroundings } from '#commands/surroundings';
import { WrongExpectedVersion } from '#event-store/event-store';
import { type Correct, decideCorrection, fold, type Recorded } from '#pathway/corrections';
import { type Decider, type Decision, type Instant, isRefusal } from '#pathway/decider';
import type { Given, GivenPerson } from '#pathway/given';
import { person } from '#pathway/person';
import { type Reference, serving } from '#pathway/reference';
import type { PathwayFact, StageFact, StageName } from '#pathway/stages';
import { createHash } from 'node:crypto';

export interface Clock {
  now(): Instant;
}

type Asked = { readonly do: string };
type Stage<C extends Asked, F extends StageFact, S, G extends Given> = Decider<StageName, C, F, S, G, string>;

/** What a decision is about: what is asked, and what stands. */
export interface About<C extends Asked, S> {
  readonly instance: string;
  readonly personId: string;
  readonly command: C | Correct<C>;
  readonly state: S;
  readonly facts: readonly LoggedFact[];
}

/** One stage as the recording needs it: its decider, who runs an episode, what its decisions are given beyond the person. */
export interface Recordable<C extends Asked, F extends StageFact, S, G extends Given> {
  readonly decider: Stage<C, F, S, G>;
  readonly runBy: (state: S, reference: Reference) => readonly string[];
  /** The instance an opening command opens; by default one derived from the command's id. */
  readonly opens?: (command: C | Correct<C>, caller: Caller) => string;
  readonly gather: (given: GivenPerson, about: About<C, S>) => Promise<G>;
}

interface Asking<C extends Asked> {
  readonly instance: string | undefined;
  readonly command: C | Correct<C>;
  readonly envelope: Envelope;
}

export type PersonState = ReturnType<typeof person.evolve>;

const ATTEMPTS = 8;
/** How long a person's state may be relied on without reading it again, in milliseconds. */
const PERSON_KEPT_MS = 1_000;

const digest = (what: unknown): string => createHash('sha256').update(JSON.stringify(what)).digest('base64url');

/** The one way in: reads, folds, decides, appends, and does it again where the stream moved. */
export class Recording {
  readonly #people = new Map<string, { state: PersonState; until: number }>();

  constructor(
    readonly log: Log,
    readonly answered: AnsweredCommands,
    readonly reference: Reference,
    readonly clock: Clock,
    readonly surroundings: Surroundings,
  ) {}

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
    const request = digest([stage.decider.stage, typed === command ? asked : null, typed, envelope.occurredAt]);
    const earlier = caller.kind === 'policy' ? undefined : await this.answered.find(id);
    if (earlier) return asBefore(earlier, request);
    const instance = asked ?? stage.opens?.(command, caller) ?? derive('instance', id);
    const answer = await this.#untilItHolds(stage, { ...asking, instance }, { id, request });
    if (caller.kind !== 'policy') await this.answered.keep(kept(answer, id, request));
    return answer;
  }

  /** The person as recorded, followed to nobody else: undefined where there is none. */
  async person(personId: string): Promise<PersonState | undefined> {
    const known = this.#people.get(personId);
    if (known && known.until > performance.now()) return known.state;
    const history = await this.log.read('person', personId, known !== undefined);
    if (history.facts.length === 0) return undefined;
    const state = fold(person as never, history.facts as readonly Recorded<StageFact>[]) as PersonState;
    if (this.#people.size > 20_000) this.#people.clear();
    this.#people.set(personId, { state, until: performance.now() + PERSON_KEPT_MS });
    return state;
  }

  async #untilItHolds<C extends Asked, F extends StageFact, S, G extends Given>(
    stage: Recordable<C, F, S, G>,
    asking: Asking<C> & { instance: string },
    command: { id: string; request: string },
  ): Promise<Answer> {
    for (let attempt = 1; ; attempt += 1) {
      const history = await this.log.read(stage.decider.stage, asking.instance, attempt > 1);
      try {
        const answer = await this.#once(stage, asking, command, history);
        if (answer.events.length > 0 || !history.kept) return answer;
      } catch (error) {
        if (error instanceof PersonKeyDestroyed) throw notFound();
        const again = error instanceof WrongExpectedVersion || (history.kept && error instanceof Refused);
        if (!again || attempt === ATTEMPTS) throw error;
      }
    }
  }

  async #once<C extends Asked, F extends StageFact, S, G extends Given>(
    stage: Recordable<C, F, S, G>,
    asking: Asking<C> & { instance: string },
    command: { id: string; request: string },
    history: History & { kept: boolean },
  ): Promise<Answer> {
    const { caller, ifMatch } = asking.envelope;
    const mine = history.facts.filter((logged) => logged.command === command.id);
    if (mine.length > 0) return repeated(history, mine, command.request);
    const recorded = history.facts as unknown as readonly Recorded<F>[];
    const state = fold(stage.decider as never, recorded as never) as S;
    const personId = history.personId ?? named(asking.command);
    if (personId === undefined || (asking.envelope.ifMatch !== undefined && history.revision < 0n)) throw notFound();
    const known = await this.#allowed(stage, asking, state, personId);
    if (ifMatch !== undefined && ifMatch !== history.revision)
      throw new Refused(
        'stale',
        'STALE_REVISION',
        'Somebody has recorded something here since you read it: read it again.',
      );
    const { facts: before } = history;
    const given = await stage.gather(this.#given(asking, known, command.id), {
      instance: asking.instance,
      personId,
      command: asking.command,
      state,
      facts: before,
    });
    const decision = decide(stage.decider, recorded, asking.command, state, given);
    if (isRefusal(decision)) throw refused(decision, stage.decider.refusals);
    const stamp = {
      personId,
      organisation: caller.organisation,
      user: caller.user,
      command: command.id,
      request: command.request,
      recordedAt: this.clock.now(),
    };
    if (decision.length === 0) return answerOf(history, []);
    const facts = decision.map((fact, index) => ({ id: derive(command.id, String(index)), fact: fact as PathwayFact }));
    const written = await this.log.append(history, facts, stamp);
    if (stage.decider.stage === 'person') this.#people.delete(asking.instance);
    return answerOf(written, facts);
  }

  #given(asking: Asking<Asked>, known: PersonState | undefined, commandId: string): GivenPerson {
    const { caller, occurredAt } = asking.envelope;
    const now = this.clock.now();
    if (occurredAt !== undefined && occurredAt > now)
      throw new Refused('invalid', 'OCCURRED_IN_FUTURE', 'When it happened cannot be in the future.', 'occurredAt');
    return {
      now,
      occurredAt: occurredAt ?? now,
      by: { organisation: caller.organisation, kind: caller.kind },
      reference: this.reference,
      id: derive('given', commandId),
      person: { dateOfBirth: known?.dateOfBirth, residence: known?.residence },
    };
  }

  /** Who may record this, of this person, on this episode. Nobody learns that something exists that is not theirs. */
  async #allowed<C extends Asked, F extends StageFact, S, G extends Given>(
    stage: Recordable<C, F, S, G>,
    asking: Asking<C>,
    state: S,
    personId: string,
  ): Promise<PersonState | undefined> {
    const { caller } = asking.envelope;
    const known = await this.person(personId);
    if (caller.kind === 'policy') return known;
    const name = asking.command.do === 'correct' ? (asking.command as Correct<C>).as.do : asking.command.do;
    const right = rightTo(stage.decider.stage, name);
    if (!right?.kinds.includes(caller.kind))
      throw new Refused('forbidden', 'NOT_YOUR_STEP', 'Your organisation does not record this step.');
    if (right.tie === 'opens' && stage.decider.stage === 'person' && asking.command.do !== 'correct') return known;
    if (!known || known.erased) throw notFound();
    if (known.restricted && !known.grants.includes(caller.user) && right.tie !== 'anyone') throw notFound();
    const runs = stage.runBy(state, this.reference).includes(caller.organisation);
    const opens = state === stage.decider.initial;
    if (!opens && !runs && !(await this.#tied(right, caller, personId, known))) throw notFound();
    return known;
  }

  async #tied(right: Right, caller: Caller, personId: string, known: PersonState): Promise<boolean> {
    switch (right.tie) {
      case 'anyone':
        return true;
      case 'handed':
        return this.surroundings.wasHanded(caller.organisation, personId);
      case 'met':
        return this.surroundings.sees(caller.organisation, personId);
      case 'serves':
        return (
          serving(this.reference, 'probation', known.residence ?? '')?.code === caller.organisation ||
          this.surroundings.sees(caller.organisation, personId)
        );
      default:
        return false;
    }
  }
}

/** The person that an opening command names. */
const named = (command: object): string | undefined =>
  'personId' in command && typeof command.personId === 'string' ? command.personId : undefined;

function decide<C extends Asked, F extends StageFact, S, G extends Given>(
  decider: Stage<C, F, S, G>,
  recorded: readonly Recorded<F>[],
  command: C | Correct<C>,
  state: S,
  given: G,
): Decision<unknown> {
  return command.do === 'correct'
    ? decideCorrection(decider as never, recorded as never, command as never, given as never)
    : decider.decide(command as C, state, given);
}
