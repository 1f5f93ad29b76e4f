import type { ArrestTestFact } from '#pathway/arrest-test';
import type { Corrected } from '#pathway/decider';
import type { HandoverFact } from '#pathway/handover';
import type { LiaisonReferralFact } from '#pathway/liaison-referral';
import type { PersonFact } from '#pathway/person';
import type { PrisonReleaseFact } from '#pathway/prison-release';
import type { TreatmentRequirementFact } from '#pathway/treatment-requirement';
import type { TreatmentFact } from '#pathway/treatment';

/** Spelt the same in folders, routes, streams, tables and documents. A stream is `<stage>-<instance>`. */
export const stageNames = [
  'person',
  'arrest-test',
  'liaison-referral',
  'treatment-requirement',
  'prison-release',
  'treatment',
  'handover',
] as const;
export type StageName = (typeof stageNames)[number];

export interface FactsOf {
  person: PersonFact;
  'arrest-test': ArrestTestFact;
  'liaison-referral': LiaisonReferralFact;
  'treatment-requirement': TreatmentRequirementFact;
  'prison-release': PrisonReleaseFact;
  treatment: TreatmentFact;
  handover: HandoverFact;
}

export type StageFact = FactsOf[StageName];
/** Every fact as it may stand in the log: as first recorded, or as a correction. */
export type PathwayFact = StageFact | Corrected<StageFact>;

export const streamOf = (stage: StageName, instance: string): string => `${stage}-${instance}`;

/** The stage and instance of a stream; undefined for a stream that is not a stage's. */
export function placeOf(stream: string): { stage: StageName; instance: string } | undefined {
  const stage = stream.slice(0, -37);
  return isStage(stage) && stream.at(-37) === '-' ? { stage, instance: stream.slice(-36) } : undefined;
}

const known: ReadonlySet<string> = new Set(stageNames);
const isStage = (name: string): name is StageName => known.has(name);
