import type { CivilDate, Fact } from '#pathway/decider';

export const sexes = ['male', 'female', 'other', 'unknown'] as const;
/** NHS data dictionary ethnic category, 16+1: A to S without I, O and Q, and Z for not stated. */
export const ethnicities = [
  'A',
  'B',
  'C',
  'D',
  'E',
  'F',
  'G',
  'H',
  'J',
  'K',
  'L',
  'M',
  'N',
  'P',
  'R',
  'S',
  'Z',
] as const;
export const identifierKinds = ['pnc', 'cro', 'crn', 'prisonNumber', 'nhsNumber'] as const;
export type IdentifierKind = (typeof identifierKinds)[number];
export type Identifiers = Readonly<Partial<Record<IdentifierKind, string>>>;

/** An ONS local authority code, or where there is none. */
export type Residence = string | 'no-fixed-abode' | 'not-known';

// Facts

/** A person was registered by a service that met them. */
export type PersonRegistered = Fact<
  'PersonRegistered',
  {
    personId: string;
    /** The service that met them. */
    organisation?: string;
    name: string;
    dateOfBirth: CivilDate;
    /** `1991-04`: kept plain for counting. */
    birthMonth: string;
    sex: (typeof sexes)[number];
    ethnicity: (typeof ethnicities)[number];
    residence: Residence;
    address?: string;
    identifiers: Identifiers;
    /** People who share an identifier but not the date of birth: for information governance to look at. */
    nearMatches: readonly string[];
  }
>;
/** Another service typed an exact identifier and the same date of birth, and so met the same person. */
export type PersonRecognised = Fact<'PersonRecognised', { organisation: string }>;
/** A service added identifiers that were not known before. */
export type IdentifiersAdded = Fact<'IdentifiersAdded', { identifiers: Identifiers; nearMatches: readonly string[] }>;
/** The person's details were found to be different, or changed. */
export type PersonDetailsChanged = Fact<
  'PersonDetailsChanged',
  { name?: string; address?: string; sex?: (typeof sexes)[number]; ethnicity?: (typeof ethnicities)[number] }
>;
/** The person lives in another authority's area from `occurredAt`. */
export type ResidenceChanged = Fact<'ResidenceChanged', { residence: Residence; address?: string }>;
/** Only people with a named grant may see this person from now on. */
export type PersonRestricted = Fact<'PersonRestricted', { reason: string }>;
export type PersonUnrestricted = Fact<'PersonUnrestricted', { reason: string }>;
/** A named user may see this restricted person. */
export type AccessGranted = Fact<'AccessGranted', { user: string; reason: string }>;
export type AccessWithdrawn = Fact<'AccessWithdrawn', { user: string; reason: string }>;
/** Information governance found that this record and `into` are the same person. */
export type PersonMerged = Fact<'PersonMerged', { into: string; reason: string }>;
export type PersonUnmerged = Fact<'PersonUnmerged', { from: string; reason: string }>;
/** The person's data was erased; a follower destroys the key. */
export type PersonErased = Fact<'PersonErased', { reason: string }>;

export type PersonFact =
  | PersonRegistered
  | PersonRecognised
  | IdentifiersAdded
  | PersonDetailsChanged
  | ResidenceChanged
  | PersonRestricted
  | PersonUnrestricted
  | AccessGranted
  | AccessWithdrawn
  | PersonMerged
  | PersonUnmerged
  | PersonErased;

// Commands

export type PersonCommand =
  | {
      do: 'register person';
      personId: string;
      name: string;
      dateOfBirth: CivilDate;
      sex: (typeof sexes)[number];
      ethnicity: (typeof ethnicities)[number];
      residence: Residence;
      address?: string;
      identifiers: Identifiers;
      nearMatches: readonly string[];
    }
  | { do: 'recognise person'; dateOfBirth: CivilDate; identifiers: Identifiers; nearMatches: readonly string[] }
  | {
      do: 'change details';
      name?: string;
      address?: string;
      sex?: (typeof sexes)[number];
      ethnicity?: (typeof ethnicities)[number];
    }
  | { do: 'change residence'; residence: Residence; address?: string }
  | { do: 'restrict person' | 'unrestrict person'; reason: string }
  | { do: 'grant access' | 'withdraw access'; user: string; reason: string }
  | { do: 'merge people'; into: string; reason: string }
  | { do: 'unmerge people'; reason: string }
  | { do: 'erase person'; reason: string };
