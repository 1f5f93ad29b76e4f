import type { LoggedFact } from '#commands/log';
import { status as testStatus } from '#pathway/arrest-test';
import { isCorrection, standing } from '#pathway/corrections';
import type { Instant } from '#pathway/decider';
import { deciders } from '#pathway/deciders';
import { status as handoverStatus } from '#pathway/handover';
import { status as referralStatus } from '#pathway/liaison-referral';
import { status as releaseStatus } from '#pathway/prison-release';
import type { StageFact, StageName } from '#pathway/stages';
import { status as treatmentStatus } from '#pathway/treatment';
import { status as requirementStatus } from '#pathway/treatment-requirement';

export type EpisodeStage = Exclude<StageName, 'person'>;

/** As things stood at a moment, as far as was known at another. */
export interface Moments {
  readonly effectiveAt?: Instant;
  readonly asKnownAt?: Instant;
}

/** Each stage's own status words. */
const statusOf: { readonly [Stage in EpisodeStage]: (state: never) => string } = {
  'arrest-test': testStatus,
  'liaison-referral': referralStatus,
  'treatment-requirement': requirementStatus,
  'prison-release': releaseStatus,
  treatment: treatmentStatus,
  handover: handoverStatus,
};

interface Folding {
  readonly initial: unknown;
  readonly evolve: (state: unknown, fact: StageFact) => unknown;
}

function folded(stage: StageName, facts: readonly StageFact[]): unknown {
  const { initial, evolve } = deciders[stage] as unknown as Folding;
  return facts.reduce(evolve, initial);
}

/** What had been recorded by then: later corrections have not been made. */
export const knownAt = (facts: readonly LoggedFact[], asKnownAt: Instant | undefined): readonly LoggedFact[] =>
  asKnownAt === undefined ? facts : facts.filter(({ recordedAt }) => recordedAt <= asKnownAt);

/** What had happened by then, by when it happened; what opened the episode stays first. */
function happenedBy(facts: readonly StageFact[], effectiveAt: Instant): readonly StageFact[] {
  const [opening, ...others] = facts.filter(({ occurredAt }) => occurredAt <= effectiveAt);
  const byOccurrence = others.toSorted((one, other) =>
    one.occurredAt < other.occurredAt ? -1 : Number(one.occurredAt > other.occurredAt),
  );
  return opening ? [opening, ...byOccurrence] : [];
}

/** The state as it stood: in recorded order as the deciders see it, or dated where a moment is asked for. */
export function stateOf(stage: StageName, facts: readonly LoggedFact[], { effectiveAt, asKnownAt }: Moments): unknown {
  const stands = standing(knownAt(facts, asKnownAt) as never).map(({ fact }) => fact as StageFact);
  const moment = effectiveAt ?? asKnownAt;
  return folded(stage, moment === undefined ? stands : happenedBy(stands, moment));
}

export const statusWords = (stage: EpisodeStage, state: unknown): string => statusOf[stage](state as never);

/** When a step happened; for a correction, when what it corrects should have read to have happened. */
export const happenedAt = ({ fact }: Pick<LoggedFact, 'fact'>): Instant =>
  isCorrection(fact) ? fact.fact.occurredAt : fact.occurredAt;
