import { type Correct, fold, isCorrection, type Recorded, standing } from '#pathway/corrections';
import type { Instant } from '#pathway/decider';
import { handover, type HandoverCommand, type HandoverFact } from '#pathway/handover';
import type { HandoverState, Requested } from '#pathway/handover/state';
import type { LiaisonReferralCommand } from '#pathway/liaison-referral';
import type { Residence } from '#pathway/person';
import type { Reference } from '#pathway/reference';
import type { StageFact } from '#pathway/stages';
import type { Told } from '#pathway/told';

/** An instance that exists, or one whose id derives from the event that opened it. */
export type Addressed = string | { readonly derivedFrom: string };

interface StepOf<Stage, Command> {
  readonly stage: Stage;
  readonly instance: Addressed;
  readonly command: Command;
  /** When what it follows from happened, or was corrected. */
  readonly occurredAt: Instant;
}

/** A command that the journey gives, as a policy. */
export type Step =
  | StepOf<'handover', HandoverCommand | Correct<HandoverCommand>>
  | StepOf<'liaison-referral', Extract<LiaisonReferralCommand, { do: 'open from notification' }>>;

/** The fact that was told, with what is known of its recording. */
export type ToldFact = Pick<Told, 'fact' | 'id' | 'stage' | 'instance' | 'personId' | 'organisation'>;

/** What must be gathered before asking what a fact leads to. */
export interface Context {
  readonly reference: Reference;
  /** The stream of the fact, from its first event at least up to the fact. */
  readonly history: readonly Recorded<StageFact>[];
  /** Where the person lived when the fact happened. */
  readonly area: Residence;
  /** The handovers that exist whose id derives from an event of this stream, in the order of those events. */
  readonly opened: readonly Opened[];
  /** The handover that a start of treatment names. */
  readonly named?: readonly Recorded<HandoverFact>[];
}

export interface Opened {
  readonly event: string;
  readonly history: readonly Recorded<HandoverFact>[];
}

export interface OpenedHandover {
  readonly event: string;
  /** The event of its request. */
  readonly request: string;
  readonly state: Requested;
}

/** A fact, or its correction, with what stood before it and what stands with it. */
export interface Scene<F extends StageFact = StageFact> {
  readonly told: ToldFact;
  readonly context: Context;
  /** The fact as it now stands. */
  readonly fact: F;
  /** As it stood before the correction. */
  readonly was?: F;
  /** The event of the fact, which a correction names. */
  readonly origin: string;
  /** When the fact happened, or when it was corrected. */
  readonly at: Instant;
  readonly before: readonly StageFact[];
  readonly now: readonly StageFact[];
}

export function sceneOf(told: ToldFact, context: Context): Scene {
  const place = context.history.findIndex(({ id }) => id === told.id);
  const earlier = place < 0 ? context.history : context.history.slice(0, place);
  const event = { id: told.id, fact: told.fact } as Recorded<StageFact>;
  const before = standing<StageFact>(earlier);
  const now = standing<StageFact>([...earlier, event]);
  const origin = isCorrection(told.fact) ? told.fact.corrects : told.id;
  const fact = isCorrection(told.fact) ? told.fact.fact : told.fact;
  return {
    told,
    context,
    fact,
    was: before.find(({ id }) => id === origin)?.fact,
    origin,
    at: told.fact.occurredAt,
    before: before.map((stands) => stands.fact),
    now: now.map((stands) => stands.fact),
  };
}

/** The last fact of a type, as it now stands. */
export const lastOf = <Type extends StageFact['type']>(
  facts: readonly StageFact[],
  type: Type,
): Extract<StageFact, { type: Type }> | undefined =>
  facts.findLast((fact): fact is Extract<StageFact, { type: Type }> => fact.type === type);

const foldHandover = (history: readonly Recorded<HandoverFact>[]): HandoverState =>
  fold<HandoverFact, HandoverState>(handover, history);

/** The handovers that this stream has opened, in order. */
export const openedHandovers = ({ context }: Scene): readonly OpenedHandover[] =>
  context.opened.flatMap(({ event, history }) => {
    const state = foldHandover(history);
    const [request] = history;
    return state.status === 'not requested' || !request ? [] : [{ event, request: request.id, state }];
  });

/** A command to a handover that this stream opened. */
export const toHandover = (
  { at }: Scene,
  event: string,
  command: HandoverCommand | Correct<HandoverCommand>,
  occurredAt = at,
): Step => ({ stage: 'handover', instance: { derivedFrom: event }, command, occurredAt });
