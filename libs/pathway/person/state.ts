import { evolveBy } from '#pathway/by-name';
import { type CivilDate, ERASED, type Instant } from '#pathway/decider';
import type { IdentifierKind, Identifiers, PersonFact, Residence } from '#pathway/person';

export interface PersonState {
  readonly personId?: string;
  readonly name?: string;
  readonly dateOfBirth?: CivilDate;
  readonly sex?: string;
  readonly ethnicity?: string;
  readonly address?: string;
  /** Where the person lives, as far as known. */
  readonly residence?: Residence;
  /** Where the person lived from when, earliest first. */
  readonly residences: readonly { readonly from: Instant; readonly residence: Residence }[];
  /** Every identifier ever given, of one kind there may be several. */
  readonly identifiers: readonly (readonly [kind: IdentifierKind, value: string])[];
  /** The services that registered the person or met them again. */
  readonly organisations: readonly string[];
  readonly restricted: boolean;
  /** Users with a named grant. */
  readonly grants: readonly string[];
  readonly mergedInto?: string;
  readonly erased: boolean;
}

export const initial: PersonState = {
  residences: [],
  identifiers: [],
  organisations: [],
  restricted: false,
  grants: [],
  erased: false,
};

/** Where the person lived at an instant; before anything was known, the first that is. */
export const residenceAt = ({ residences }: PersonState, at: Instant): Residence | undefined =>
  (residences.findLast(({ from }) => from <= at) ?? residences[0])?.residence;

const readable = <T>(value: T): T | undefined => (value === ERASED ? undefined : value);
export const listed = (identifiers: Identifiers) =>
  Object.entries(readable(identifiers) ?? {}) as (readonly [IdentifierKind, string])[];

function lives(state: PersonState, from: Instant, residence: Residence): Partial<PersonState> {
  const residences = [...state.residences, { from, residence }].toSorted((a, b) =>
    a.from < b.from ? -1 : Number(a.from > b.from),
  );
  return { residences, residence: residences.at(-1)?.residence };
}

export const evolve = evolveBy<PersonFact, PersonState>({
  PersonRegistered: (_, fact) => ({
    ...initial,
    ...lives(initial, fact.occurredAt, fact.residence),
    personId: fact.personId,
    name: fact.name,
    dateOfBirth: readable(fact.dateOfBirth),
    sex: fact.sex,
    ethnicity: fact.ethnicity,
    address: fact.address,
    identifiers: listed(fact.identifiers),
    organisations: fact.organisation === undefined ? [] : [fact.organisation],
  }),
  PersonRecognised: (state, { organisation }) => ({ ...state, organisations: [...state.organisations, organisation] }),
  IdentifiersAdded: (state, { identifiers }) => ({
    ...state,
    identifiers: [...state.identifiers, ...listed(identifiers)],
  }),
  PersonDetailsChanged: (state, { name, address, sex, ethnicity }) => ({
    ...state,
    name: name ?? state.name,
    address: address ?? state.address,
    sex: sex ?? state.sex,
    ethnicity: ethnicity ?? state.ethnicity,
  }),
  ResidenceChanged: (state, { occurredAt, residence, address }) => ({
    ...state,
    ...lives(state, occurredAt, residence),
    address,
  }),
  PersonRestricted: (state) => ({ ...state, restricted: true }),
  PersonUnrestricted: (state) => ({ ...state, restricted: false }),
  AccessGranted: (state, { user }) => ({ ...state, grants: [...state.grants, user] }),
  AccessWithdrawn: (state, { user }) => ({ ...state, grants: state.grants.filter((granted) => granted !== user) }),
  PersonMerged: (state, { into }) => ({ ...state, mergedInto: into }),
  PersonUnmerged: (state) => ({ ...state, mergedInto: undefined }),
  PersonErased: (state) => ({ ...state, erased: true }),
});
