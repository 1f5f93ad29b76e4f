import type { Results } from '#pathway/arrest-test';
import type { CivilDate, Fact } from '#pathway/decider';
import type { Residence } from '#pathway/person';

export const releaseReasons = [
  'released',
  'transferred',
  'court',
  'hospital',
  'temporary-absence',
  'deported',
  'died',
] as const;

// Facts

/** A prison began to plan a release. */
export type ReleasePlanned = Fact<
  'ReleasePlanned',
  {
    personId: string;
    prison: string;
    /** Not known yet where left out. */
    expected?: CivilDate;
    /** In structured treatment in prison. */
    inTreatment: boolean;
    substances: readonly string[];
    residence: Residence;
  }
>;
/** The expected release date moved, or is no longer known. */
export type ReleaseDateChanged = Fact<'ReleaseDateChanged', { expected?: CivilDate; explanation: string }>;
/** The prison referred the person to a community treatment provider. */
export type CommunityReferralMade = Fact<'CommunityReferralMade', { to: string }>;
/** The person met the community service before release. */
export type PreReleaseMeetingHeld = Fact<
  'PreReleaseMeetingHeld',
  { mode: 'video' | 'in-person' | 'telephone'; with: string }
>;
/** The person was referred to RECONNECT. */
export type ReconnectReferralMade = Fact<'ReconnectReferralMade', { to: string }>;
/** Medication was arranged to last until the community service takes over. */
export type MedicationContinuityArranged = Fact<
  'MedicationContinuityArranged',
  { kind: 'bridging' | 'depot'; drug: string; lastDose?: CivilDate; days?: number; nextDue?: CivilDate }
>;
/** Take-home naloxone was supplied. */
export type NaloxoneSupplied = Fact<'NaloxoneSupplied', { place: 'prison' | 'approved-premises' }>;
/** Take-home naloxone was offered and declined. */
export type NaloxoneDeclined = Fact<'NaloxoneDeclined', { place: 'prison' | 'approved-premises' }>;
/** A drug test in prison. */
export type PrisonTestRecorded = Fact<'PrisonTestRecorded', { kind: 'mandatory' | 'voluntary'; results: Results }>;
/** The person left the prison; only the reason `released` starts the 21-day clock. */
export type Released = Fact<'Released', { date: CivilDate; reason: (typeof releaseReasons)[number] }>;
/** The person was recalled to prison after this release. */
export type Recalled = Fact<'Recalled', { date: CivilDate }>;

export type PrisonReleaseFact =
  | ReleasePlanned
  | ReleaseDateChanged
  | CommunityReferralMade
  | PreReleaseMeetingHeld
  | ReconnectReferralMade
  | MedicationContinuityArranged
  | NaloxoneSupplied
  | NaloxoneDeclined
  | PrisonTestRecorded
  | Released
  | Recalled;

// Commands

export type PrisonReleaseCommand =
  | {
      do: 'plan release';
      personId: string;
      prison: string;
      expected?: CivilDate;
      inTreatment: boolean;
      substances: readonly string[];
      residence?: Residence;
    }
  | { do: 'change release date'; expected?: CivilDate; reason: string }
  | { do: 'refer to community'; to: string }
  | { do: 'record pre-release meeting'; mode: 'video' | 'in-person' | 'telephone'; with: string }
  | { do: 'refer to reconnect'; to?: string }
  | {
      do: 'arrange medication';
      kind: 'bridging' | 'depot';
      drug: string;
      lastDose?: CivilDate;
      days?: number;
      nextDue?: CivilDate;
    }
  | { do: 'supply naloxone' }
  | { do: 'decline naloxone' }
  | { do: 'record prison test'; kind: 'mandatory' | 'voluntary'; results: Results }
  | { do: 'record release'; date: CivilDate; reason: (typeof releaseReasons)[number] }
  | { do: 'record recall'; date: CivilDate };
