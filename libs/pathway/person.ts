import { decideBy, type Decides } from '#pathway/by-name';
import { civilDate, isCivilDate } from '#pathway/calendar';
import { type Decider, type Decision, refuse } from '#pathway/decider';
import type { Given } from '#pathway/given';
import type { PersonCommand, PersonFact, Residence } from '#pathway/person/facts';
import { evolve, initial, listed, type PersonState, residenceAt } from '#pathway/person/state';
import type { Reference } from '#pathway/reference';

export * from '#pathway/person/facts';

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
  NOT_MERGED: 'This record is not merged into another.',
} as const;
type Code = keyof typeof refusals;

// Decide

const livesSomewhere = (residence: Residence, { authorities }: Reference): boolean =>
  residence === 'no-fixed-abode' || residence === 'not-known' || authorities.some(({ code }) => code === residence);

const decides: Decides<PersonCommand, PersonFact, PersonState, Given, Code> = {
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
  'merge people': ({ into, reason }, { personId, mergedInto }, { occurredAt }) => {
    if (into === personId) return refuse('MERGE_INTO_ITSELF', 'into');
    if (mergedInto !== undefined) return refuse('ALREADY_MERGED');
    return [{ type: 'PersonMerged', occurredAt, into, reason }];
  },
  'unmerge people': ({ reason }, { mergedInto: from }, { occurredAt }) =>
    from === undefined ? refuse('NOT_MERGED') : [{ type: 'PersonUnmerged', occurredAt, from, reason }],
  'erase person': ({ reason }, _, { occurredAt }) => [{ type: 'PersonErased', occurredAt, reason }],
};
const decideKnown = decideBy(decides);

function decide(command: PersonCommand, state: PersonState, given: Given): Decision<PersonFact, Code> {
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
export const person: Decider<'person', PersonCommand, PersonFact, PersonState, Given, Code> = {
  stage: 'person',
  initial,
  evolve,
  decide,
  restate,
  refusals,
  personal: ['name', 'dateOfBirth', 'address', 'identifiers', 'reason'],
};
