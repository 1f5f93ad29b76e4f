import type { Results } from '#pathway/arrest-test';
import type { CivilDate, Fact } from '#pathway/decider';
import type { Imposition } from '#pathway/treatment-requirement/orders';
import type { ProviderView, RequirementTest } from '#pathway/treatment-requirement/reviews';

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
  | { do: 'assess suitability'; personId: string; kind: RequirementKind; suitable: boolean }
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
