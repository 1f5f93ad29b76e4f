import { decideBy, type Decides } from '#pathway/by-name';
import { civilDate, isCivilDate } from '#pathway/calendar';
import { type CivilDate, type Decider, type Decision, type Fact, refuse } from '#pathway/decider';
import type { Given } from '#pathway/given';
import { evolve, initial, listed, type PersonState, residenceAt } from '#pathway/person/state';
import type { Reference } from '#pathway/reference';

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

// Refusals

const refusals = {
  ALREADY_REGISTERED: 'This person is already registered.',
  NOT_REGISTERED: 'There is no such person: register them first.',
  PERSON_ERASED: 'This person’s record was erased: nothing more can be recorded on it.',
  DATE_OF_BIRTH_IMPOSSIBLE: 'The date of birth must be a date that exists, and not in the future.',
  UNKNOWN_AUTHORITY:
    'Give the code of the local authority the person lives in (the county, not its district), no-fixed-abode or not-known.',
  DIFFERENT_PERSON: 'The identifier and the date of birth do not belong together: check both.',
  MERGE_INTO_ITSELF: 'A record cannot be merged into itself: name the other one.',
  ALREADY_MERGED: 'This record is already merged into another: unmerge it first.',
  NO_SUCH_RECORD: 'There is no such record to merge into: check which it is.',
  NOT_MERGED: 'This record is not merged into another.',
} as const;
type Code = keyof typeof refusals;

/** A merge is also given the records that its target stands for in turn, itself first; none where there is none. */
export interface GivenMerge extends Given {
  readonly leadsTo?: readonly string[];
}

// Decide

const livesSomewhere = (residence: Residence, { authorities }: Reference): boolean =>
  residence === 'no-fixed-abode' || residence === 'not-known' || authorities.some(({ code }) => code === residence);

const decides: Decides<PersonCommand, PersonFact, PersonState, GivenMerge, Code> = {
  'register person': (said, state, { occurredAt, by: { organisation }, reference }) => {
    const { personId, name, dateOfBirth, sex, ethnicity, residence, address, identifiers, nearMatches } = said;
    if (state.personId !== undefined) return refuse('ALREADY_REGISTERED');
    if (!isCivilDate(dateOfBirth) || dateOfBirth > civilDate(occurredAt))
      return refuse('DATE_OF_BIRTH_IMPOSSIBLE', 'dateOfBirth');
    if (!livesSomewhere(residence, reference)) return refuse('UNKNOWN_AUTHORITY', 'residence');
    const birthMonth = dateOfBirth.slice(0, 7);
    const details = { name, dateOfBirth, birthMonth, sex, ethnicity, residence, address, identifiers, nearMatches };
    return [{ type: 'PersonRegistered', occurredAt, personId, organisation, ...details }];
  },
  'recognise person': ({ dateOfBirth, identifiers, nearMatches }, state, { occurredAt, by: { organisation } }) => {
    if (dateOfBirth !== state.dateOfBirth) return refuse('DIFFERENT_PERSON');
    const known = new Set(state.identifiers.map(String));
    const added = Object.fromEntries(listed(identifiers).filter((identifier) => !known.has(String(identifier))));
    const met: PersonFact[] = [{ type: 'PersonRecognised', occurredAt, organisation }];
    const more: PersonFact[] = [{ type: 'IdentifiersAdded', occurredAt, identifiers: added, nearMatches }];
    return [
      ...(state.organisations.includes(organisation) ? [] : met),
      ...(Object.keys(added).length === 0 ? [] : more),
    ];
  },
  'change details': ({ name, address, sex, ethnicity }, state, { occurredAt }) => {
    const said = { name, address, sex, ethnicity };
    const changed = (['name', 'address', 'sex', 'ethnicity'] as const).some(
      (field) => said[field] !== undefined && said[field] !== state[field],
    );
    return changed ? [{ type: 'PersonDetailsChanged', occurredAt, ...said }] : [];
  },
  'change residence': ({ residence, address }, state, { occurredAt, reference }) => {
    if (!livesSomewhere(residence, reference)) return refuse('UNKNOWN_AUTHORITY', 'residence');
    if (residence === residenceAt(state, occurredAt) && (address ?? state.address) === state.address) return [];
    return [{ type: 'ResidenceChanged', occurredAt, residence, address }];
  },
  'restrict person': ({ reason }, { restricted }, { occurredAt }) =>
    restricted ? [] : [{ type: 'PersonRestricted', occurredAt, reason }],
  'unrestrict person': ({ reason }, { restricted }, { occurredAt }) =>
    restricted ? [{ type: 'PersonUnrestricted', occurredAt, reason }] : [],
  'grant access': ({ user, reason }, { grants }, { occurredAt }) =>
    grants.includes(user) ? [] : [{ type: 'AccessGranted', occurredAt, user, reason }],
  'withdraw access': ({ user, reason }, { grants }, { occurredAt }) =>
    grants.includes(user) ? [{ type: 'AccessWithdrawn', occurredAt, user, reason }] : [],
  'merge people': ({ into, reason }, { personId = '', mergedInto }, { occurredAt, leadsTo = [into] }) => {
    if (leadsTo.includes(personId)) return refuse('MERGE_INTO_ITSELF', 'into');
    if (mergedInto !== undefined) return refuse('ALREADY_MERGED');
    if (leadsTo.length === 0) return refuse('NO_SUCH_RECORD', 'into');
    return [{ type: 'PersonMerged', occurredAt, into, reason }];
  },
  'unmerge people': ({ reason }, { mergedInto: from }, { occurredAt }) =>
    from === undefined ? refuse('NOT_MERGED') : [{ type: 'PersonUnmerged', occurredAt, from, reason }],
  'erase person': ({ reason }, _, { occurredAt }) => [{ type: 'PersonErased', occurredAt, reason }],
};
const decideKnown = decideBy(decides);

function decide(command: PersonCommand, state: PersonState, given: GivenMerge): Decision<PersonFact, Code> {
  if (state.erased) return refuse('PERSON_ERASED');
  if (state.personId === undefined && command.do !== 'register person') return refuse('NOT_REGISTERED');
  return decideKnown(command, state, given);
}

function restate(fact: PersonFact): PersonCommand | undefined {
  switch (fact.type) {
    case 'PersonRegistered': {
      const { personId, name, dateOfBirth, sex, ethnicity, residence, address, identifiers, nearMatches } = fact;
      const details = { name, dateOfBirth, sex, ethnicity, residence, address, identifiers, nearMatches };
      return { do: 'register person', personId, ...details };
    }
    case 'PersonDetailsChanged':
      return {
        do: 'change details',
        name: fact.name,
        address: fact.address,
        sex: fact.sex,
        ethnicity: fact.ethnicity,
      };
    case 'ResidenceChanged':
      return { do: 'change residence', residence: fact.residence, address: fact.address };
    default:
      return undefined;
  }
}

/** Who somebody is and where they live: met once, whichever service met them. */
export const person: Decider<'person', PersonCommand, PersonFact, PersonState, GivenMerge, Code> = {
  stage: 'person',
  initial,
  evolve,
  decide,
  restate,
  refusals,
  personal: ['name', 'dateOfBirth', 'address', 'identifiers', 'reason'],
};
