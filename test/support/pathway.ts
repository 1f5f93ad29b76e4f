import { type Correct, decideCorrection, fold, type Recorded } from '#pathway/corrections';
import { type Decider, type Instant, isRefusal } from '#pathway/decider';
import { deciders } from '#pathway/deciders';
import type { GivenPerson, Recorder } from '#pathway/given';
import { handover, type HandoverFact, type HandoverState } from '#pathway/handover';
import { mayBeNamed } from '#pathway/handover/state';
import { mayOpen, namedBy, next } from '#pathway/journey';
import type { Opened, Step } from '#pathway/journey/scene';
import { organisation } from '#pathway/reference';
import { type StageFact, type StageName, streamOf } from '#pathway/stages';
import type { NamedHandover } from '#pathway/treatment';
import { reference } from '#test/support/reference';

type Command = { readonly do: string } & Readonly<Record<string, unknown>>;
interface Planned {
  readonly stage: StageName;
  readonly instance: Step['instance'];
  readonly command: unknown;
  readonly occurredAt: Instant;
}
type Whole = Decider<string, Command, StageFact, unknown, GivenPerson, string>;
type Stream = readonly Recorded<StageFact>[];

const PERSON = '7b0d1e0a-5c8e-4f6b-9a67-0f6c3f1d2a01';
const personAt = { dateOfBirth: '1991-04-02', residence: 'E08000012' };

/** One person's pathway, played on the deciders and the journey alone: no store, no clock, no ids but these. */
export class Pathway {
  readonly streams = new Map<string, Stream>();
  #recorded = 0;

  /** A step that a service takes, with everything that the journey does because of it; answers the events' ids. */
  take(by: string, at: Instant, [stage, instance]: readonly [StageName, string], command: Command): readonly string[] {
    const kind = organisation(reference, by)?.kind;
    if (!kind) throw new Error(`There is no service ${by} in the directory.`);
    return this.#decide({ organisation: by, kind }, at, { stage, instance, command, occurredAt: at });
  }

  handover(event: string): HandoverState {
    return fold<HandoverFact, HandoverState>(handover, this.#stream('handover', `by-${event}`) as never);
  }

  types(stage: StageName, instance: string): readonly string[] {
    return this.#stream(stage, instance).map(({ fact }) => fact.type);
  }

  #stream(stage: StageName, instance: string): Stream {
    return this.streams.get(streamOf(stage, instance)) ?? [];
  }

  #decide(by: Recorder, now: Instant, step: Planned): string[] {
    const { stage, occurredAt } = step;
    const instance = typeof step.instance === 'string' ? step.instance : `by-${step.instance.derivedFrom}`;
    const decider = deciders[stage] as unknown as Whole;
    const history = this.#stream(stage, instance);
    const command = step.command as Command;
    const given = {
      now,
      occurredAt,
      by,
      reference,
      id: instance,
      person: personAt,
      handover: this.#named(command, history, instance),
    };
    const decision =
      command.do === 'correct'
        ? decideCorrection(decider, history, command as unknown as Correct<Command>, given)
        : decider.decide(command, fold(decider, history), given);
    if (isRefusal(decision)) throw new Error(`${command.do}: ${decision.refused}`);
    const events = decision.map((fact) => ({ id: `event-${++this.#recorded}`, fact: fact as StageFact }));
    this.streams.set(streamOf(stage, instance), [...history, ...events]);
    for (const { id, fact } of events) this.#follow({ id, fact, stage, instance, personId: PERSON }, by, now);
    return events.map(({ id }) => id);
  }

  /** The handover that a start of treatment names, or that the start it corrects named. */
  #named(command: Command, history: Stream, treatment: string): NamedHandover | undefined {
    const started = history.find(({ fact }) => fact.type === 'TreatmentStarted')?.fact;
    const named = command['handover'] ?? (started && 'handover' in started ? started.handover : undefined);
    if (typeof named !== 'string') return undefined;
    const state = fold<HandoverFact, HandoverState>(handover, this.#stream('handover', named) as never);
    if (state.status === 'not requested') return undefined;
    const { personId, receiver, requestedAt: requested } = state;
    return { personId, receiver, requested, open: mayBeNamed(state, treatment) };
  }

  #follow(told: Omit<Parameters<typeof next>[0], 'organisation'>, by: Recorder, now: Instant): void {
    const history = this.#stream(told.stage, told.instance);
    const named = namedBy(told);
    const context = {
      reference,
      history,
      area: 'E08000012',
      opened: history.flatMap(({ id, fact }): Opened[] => {
        const opened = this.#stream('handover', `by-${id}`) as readonly Recorded<HandoverFact>[];
        return mayOpen(fact.type) && opened.length > 0 ? [{ event: id, history: opened }] : [];
      }),
      named: named === undefined ? undefined : (this.#stream('handover', named) as readonly Recorded<HandoverFact>[]),
    };
    const policy = { organisation: 'throughcare', kind: 'policy' } as const;
    const steps = next({ ...told, organisation: by.organisation }, context);
    for (const step of steps) this.#decide(policy, now, step);
    for (const step of steps) expect(this.#decide(policy, now, step)).toEqual([]);
  }
}
