import type { Results } from '#pathway/arrest-test';
import type { CivilDate, Decider, Fact } from '#pathway/decider';
import type { Given } from '#pathway/given';
import { courtsBeside, type Reference } from '#pathway/reference';
import { substanceRefusals } from '#pathway/substances';
import { complianceRefusals } from '#pathway/treatment-requirement/compliance';
import { decide } from '#pathway/treatment-requirement/decide';
import type { Imposition } from '#pathway/treatment-requirement/orders';
import { orderRefusals } from '#pathway/treatment-requirement/orders';
import type { ProviderView, RequirementTest } from '#pathway/treatment-requirement/reviews';
import { reviewRefusals } from '#pathway/treatment-requirement/reviews';
import type { RequirementState } from '#pathway/treatment-requirement/state';
import { evolve, initial, restate } from '#pathway/treatment-requirement/state';

export const requirementKinds = ['DRR', 'ATR', 'MHTR'] as const;
export type RequirementKind = (typeof requirementKinds)[number];

// Facts

/** Probation assessed whether a treatment requirement would suit. */
export type SuitabilityAssessed = Fact<
  'SuitabilityAssessed',
  { personId: string; kind: RequirementKind; suitable: boolean; unit: string }
>;
/** The person told the court they were willing to comply. */
export type WillingnessExpressed = Fact<'WillingnessExpressed', { court: string }>;
/** The person told the court they were not willing. */
export type WillingnessRefused = Fact<'WillingnessRefused', { court: string }>;
/** The court imposed the requirement. */
export type RequirementImposed = Fact<'RequirementImposed', Imposition & { court: string }>;
/** The court fixed a review hearing. */
export type ReviewScheduled = Fact<'ReviewScheduled', { date: CivilDate }>;
/** The court held a review, with the tests recorded since the last one and the provider's view as it then stood. */
export type ReviewHeld = Fact<
  'ReviewHeld',
  {
    date: CivilDate;
    judge: string;
    outcome: string;
    /** Under an intensive supervision court: not the judge who sat before. */
    differentJudge: boolean;
    tests: readonly RequirementTest[];
    providerView?: ProviderView;
  }
>;
/** A drug test under the requirement. */
export type RequirementTestRecorded = Fact<'RequirementTestRecorded', { results: Results }>;
/** The person failed to comply without reasonable excuse. */
export type NonComplianceRecorded = Fact<'NonComplianceRecorded', { response: 'warning' | 'breach'; reason?: string }>;
/** Probation warned the person. */
export type WarningGiven = Fact<'WarningGiven'>;
/** Breach proceedings were started. */
export type BreachStarted = Fact<'BreachStarted'>;
/** An intensive supervision court imposed a sanction. */
export type SanctionImposed = Fact<'SanctionImposed', { kind: 'custody' | 'other'; days: number }>;
/** The court amended the requirement. */
export type RequirementAmended = Fact<
  'RequirementAmended',
  { months?: number; to?: string; reviewCourt?: string; reason: string }
>;
/** The court revoked the requirement. */
export type RequirementRevoked = Fact<'RequirementRevoked', { reason: string }>;
/** The requirement was completed. */
export type RequirementCompleted = Fact<'RequirementCompleted', { reason?: string }>;

export type TreatmentRequirementFact =
  | SuitabilityAssessed
  | WillingnessExpressed
  | WillingnessRefused
  | RequirementImposed
  | ReviewScheduled
  | ReviewHeld
  | RequirementTestRecorded
  | NonComplianceRecorded
  | WarningGiven
  | BreachStarted
  | SanctionImposed
  | RequirementAmended
  | RequirementRevoked
  | RequirementCompleted;

// Commands

export type TreatmentRequirementCommand =
  | {
      do: 'assess suitability';
      /** Left out where it is assessed again. */
      personId?: string;
      /** Left out where it is assessed again. */
      kind?: RequirementKind;
      suitable: boolean;
    }
  | {
      do: 'record willingness';
      willing: boolean;
      /** Stated again when the step is corrected; otherwise the court that records. */
      court?: string;
    }
  | ({
      do: 'impose requirement';
      /** Stated again when the step is corrected; otherwise the court that records. */
      court?: string;
    } & Imposition)
  | { do: 'schedule review'; date: CivilDate }
  | { do: 'hold review'; judge: string; outcome: string }
  | { do: 'record requirement test'; results: Results }
  | {
      do: 'record non-compliance';
      response: 'warning' | 'breach';
      reason?: string;
      declinedTreatmentReasonably?: boolean;
    }
  | { do: 'impose sanction'; kind: 'custody' | 'other'; days: number }
  | { do: 'amend requirement'; months?: number; to?: string; reviewCourt?: string; reason: string }
  | { do: 'revoke requirement'; reason: string }
  | { do: 'complete requirement'; reason?: string };

// Refusals

const refusals = {
  ...substanceRefusals,
  ...orderRefusals,
  ...reviewRefusals,
  ...complianceRefusals,
  NOBODY_NAMED: 'Say who was assessed, and for which kind of requirement.',
  NOT_ASSESSED: 'Probation has not assessed whether a treatment requirement would suit. That comes first.',
  ANOTHER_ASSESSMENT: 'This assessment is of another person or kind of requirement. Open another, or correct this one.',
  NOT_SUITABLE: 'Probation assessed that this requirement would not suit. Have it assessed again first.',
  NOT_WILLING: 'The person has not said that they are willing to comply. Record their willingness first.',
  ALREADY_IMPOSED: 'The requirement is imposed already. Amend it, or correct what was recorded.',
  NOT_IMPOSED: 'The requirement is not imposed, so nothing can happen under it yet.',
  BEFORE_SENTENCE: 'That is earlier than the sentence. Check when it happened.',
  REQUIREMENT_ENDED: 'The requirement has ended. Nothing more can be recorded under it.',
  NOT_THE_PROVIDER: 'Only the provider of this requirement, or probation, records its tests.',
  NOT_TESTED:
    'Tests are recorded only under a drug rehabilitation requirement, or under an intensive supervision court.',
} as const;
export type RequirementRefusal = keyof typeof refusals;

export interface GivenRequirement extends Given {
  /** For a review: what the provider has said of the treatment, in any order. */
  readonly providerViews?: readonly ProviderView[];
  /** For a test: who now holds the handover of this requirement, which the court may have sent elsewhere. */
  readonly handedTo?: string;
}

export type RequirementStatus =
  | 'not assessed'
  | 'assessed suitable'
  | 'not suitable'
  | 'willing'
  | 'not willing'
  | 'imposed'
  | 'in breach'
  | 'completed'
  | 'revoked';

export function status({ assessed, willing, imposed, inBreach, ended }: RequirementState): RequirementStatus {
  if (ended) return ended;
  if (imposed) return inBreach ? 'in breach' : 'imposed';
  if (!assessed) return 'not assessed';
  if (!assessed.suitable) return 'not suitable';
  if (willing === undefined) return 'assessed suitable';
  return willing ? 'willing' : 'not willing';
}

/** The probation unit, the courts beside it when it assessed, and the review court that was named. */
export function runBy({ assessed, imposed }: RequirementState, reference: Reference): readonly string[] {
  if (!assessed) return [];
  const courts = courtsBeside(reference, assessed.unit, assessed.on);
  return [...new Set([assessed.unit, ...courts, ...(imposed?.reviewCourt ? [imposed.reviewCourt] : [])])];
}

export const treatmentRequirement: Decider<
  'treatment-requirement',
  TreatmentRequirementCommand,
  TreatmentRequirementFact,
  RequirementState,
  GivenRequirement,
  RequirementRefusal
> = {
  stage: 'treatment-requirement',
  initial,
  evolve,
  decide,
  restate,
  refusals,
  personal: ['reason', 'judge', 'intensive.judge', 'outcome', 'providerView.summary'],
};
