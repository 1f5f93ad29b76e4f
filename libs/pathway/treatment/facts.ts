import type { CivilDate, Fact } from '#pathway/decider';

export const interventions = ['pharmacological', 'psychosocial', 'recovery-support'] as const;
export const settings = ['community', 'primary-care', 'inpatient', 'residential', 'recovery-house'] as const;
export const substances = [
  'opiate',
  'crack',
  'cocaine',
  'cannabis',
  'amphetamine',
  'benzodiazepine',
  'ketamine',
  'nps',
  'other',
  'alcohol',
] as const;
export const dischargeReasons = [
  'completed',
  'transferred-custody',
  'transferred-community',
  'dropped-out',
  'declined',
  'died',
  'retained-in-custody',
] as const;

// Facts

/** A provider started treatment; it happens at its `occurredAt`. */
export type TreatmentStarted = Fact<
  'TreatmentStarted',
  {
    personId: string;
    provider: string;
    triaged: CivilDate;
    interventions: readonly (typeof interventions)[number][];
    substances: readonly string[];
    setting: (typeof settings)[number];
    /** The handover it takes up, where it names one. */
    handover?: string;
  }
>;
/** Any engagement with the provider, in treatment or before it. */
export type ContactRecorded = Fact<'ContactRecorded', { personId: string; provider: string }>;
/** The provider reviewed progress. */
export type ProgressReviewed = Fact<'ProgressReviewed', { summary?: string }>;
/** Treatment ended. */
export type TreatmentEnded = Fact<'TreatmentEnded', { date: CivilDate; reason: (typeof dischargeReasons)[number] }>;

export type TreatmentFact = TreatmentStarted | ContactRecorded | ProgressReviewed | TreatmentEnded;

// Commands

export type TreatmentCommand =
  | {
      do: 'start treatment';
      personId: string;
      triaged: CivilDate;
      interventions: readonly (typeof interventions)[number][];
      substances: readonly string[];
      setting?: (typeof settings)[number];
      handover?: string;
    }
  | {
      do: 'record contact';
      /** Where there is no treatment: the person. */
      personId?: string;
    }
  | { do: 'review progress'; summary?: string }
  | { do: 'end treatment'; date: CivilDate; reason: (typeof dischargeReasons)[number] };
