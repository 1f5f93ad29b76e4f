import type { Results } from '#pathway/arrest-test';
import type { CivilDate, Decider, Fact } from '#pathway/decider';
import type { GivenPerson } from '#pathway/given';
import type { Residence } from '#pathway/person';
import { decide } from '#pathway/prison-release/decide';
import type { PrisonReleaseState } from '#pathway/prison-release/state';
import { evolve, initial, restate } from '#pathway/prison-release/state';
import { substanceRefusals } from '#pathway/substances';

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
    /** The probation delivery unit that supervises the person once released; left out where none does, or not known. */
    supervisedBy?: string;
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
      supervisedBy?: string;
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

// Refusals

const refusals = {
  ...substanceRefusals,
  ALREADY_PLANNED: 'This release is planned already. Change its date, or correct what was recorded.',
  NOT_PLANNED: 'No release is planned here. Plan the release first.',
  UNKNOWN_PRISON: 'There is no such prison. Choose one from the directory.',
  PRISON_NOT_YOURS: 'You can plan releases from your own prison only.',
  UNKNOWN_PROBATION_UNIT: 'There is no such probation delivery unit. Choose one from the directory, or leave it out.',
  UNKNOWN_AUTHORITY: 'There is no such local authority. Choose one, or say no fixed abode or not known.',
  EXPECTED_IN_PAST: 'The expected release date has passed. Give today or a later date, or leave it out if unknown.',
  ALREADY_RELEASED: 'The person had left this prison by then. Check when it happened, or plan the next release.',
  UNKNOWN_PROVIDER: 'There is no such treatment provider. Choose one from the directory.',
  ALREADY_REFERRED: 'That service has this referral already, and it is still open.',
  UNKNOWN_RECONNECT: 'There is no such RECONNECT service. Choose one from the directory.',
  NO_RECONNECT_SERVICE: 'No RECONNECT service serves where the person will live. Name the service.',
  RELEASE_DATE_UNKNOWN:
    'The release date is not known, so it cannot be said whether RECONNECT may be asked yet. Record it.',
  RECONNECT_TOO_EARLY: 'It is too early for RECONNECT. Refer within the weeks before the release date.',
  RECONNECT_TOO_LATE: 'It is too late for RECONNECT. The days after release in which to refer have passed.',
  NO_RULES_IN_FORCE: 'No RECONNECT rules are held for that date. Check when it happened.',
  LAST_DOSE_IN_FUTURE: 'The last dose cannot be in the future. Check the date.',
  NEXT_DUE_BEFORE_LAST_DOSE: 'The next dose cannot be due before the last one was given. Check both dates.',
  DAYS_NOT_WHOLE: 'Give the days supplied as a whole number, at least 1.',
  RELEASE_IN_FUTURE: 'The release date is in the future. Record the release once it has happened.',
  NOT_RELEASED: 'The person was not released by then, or left the prison for another reason. Check when it happened.',
  RECALL_BEFORE_RELEASE: 'A recall cannot be earlier than the release. Check the date.',
  RECALL_IN_FUTURE: 'The recall date is in the future. Record the recall once it has happened.',
  ALREADY_RECALLED: 'The person was recalled after this release. Plan the next release.',
} as const;
export type PrisonReleaseRefusal = keyof typeof refusals;

/** A referral is also given who now holds an open handover of this release; left out, all that were asked still do. */
export interface GivenRelease extends GivenPerson {
  readonly openHandoversTo?: readonly string[];
}

const departures = {
  released: 'released',
  transferred: 'transferred',
  court: 'at court',
  hospital: 'in hospital',
  'temporary-absence': 'on temporary absence',
  deported: 'deported',
  died: 'died',
} as const;
export type PrisonReleaseStatus = 'not planned' | 'planned' | 'recalled' | (typeof departures)[keyof typeof departures];

export function status({ planned, released, recalled }: PrisonReleaseState): PrisonReleaseStatus {
  if (recalled !== undefined) return 'recalled';
  if (released) return departures[released.reason];
  return planned ? 'planned' : 'not planned';
}

/** The prison that planned it, and the probation unit that its plan names to supervise the person. */
export const runBy = ({ planned }: PrisonReleaseState): readonly string[] => (planned ? servicesIn(planned) : []);

/** The services of a plan. */
export const servicesIn = ({ prison, supervisedBy }: Pick<ReleasePlanned, 'prison' | 'supervisedBy'>) =>
  supervisedBy === undefined ? [prison] : [prison, supervisedBy];

/** The dates that the deadlines of this release run from, and that end them. */
export interface ReleaseClock {
  readonly expected?: CivilDate;
  readonly released?: { readonly date: CivilDate; readonly reason: (typeof releaseReasons)[number] };
  readonly recalled?: CivilDate;
}

export const releaseClock = ({ expected, released, recalled }: PrisonReleaseState): ReleaseClock => ({
  ...(expected !== undefined && { expected }),
  ...(released && { released: { date: released.date, reason: released.reason } }),
  ...(recalled !== undefined && { recalled }),
});

export const prisonRelease: Decider<
  'prison-release',
  PrisonReleaseCommand,
  PrisonReleaseFact,
  PrisonReleaseState,
  GivenRelease,
  PrisonReleaseRefusal
> = {
  stage: 'prison-release',
  initial,
  evolve,
  decide,
  restate,
  refusals,
  personal: ['explanation', 'with', 'drug'],
};
