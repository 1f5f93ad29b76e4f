import { isCorrection, type Recorded } from '#pathway/corrections';
import { fold } from '#pathway/corrections';
import { ERASED, type CivilDate, type Instant } from '#pathway/decider';
import { person as decider, type PersonFact } from '#pathway/person';
import type { PersonState } from '#pathway/person/state';
import { changed } from '#read-models/changes';
import { instantColumn } from '#read-models/instants';
import { deleteWhere, rowsWhere, upsertRows } from '#read-models/rows';
import type { Told } from '#pathway/told';
import type { Into, View } from '#read-models/view';
import { Column, Entity, PrimaryColumn } from 'typeorm';

const NAME = 'people';

/** One fact of a person's stream, without its free texts. */
export type PersonRecord = Recorded<PersonFact> & { readonly recordedAt: Instant };

/** Who somebody is. After erasure: only what may be counted, and that there was somebody. */
@Entity({ schema: 'people', name: 'person' })
export class Person {
  @PrimaryColumn({ name: 'person_id', type: 'uuid' }) personId: string;
  @Column({ type: 'text', nullable: true }) name: string | null;
  @Column({ name: 'date_of_birth', type: 'text', nullable: true }) dateOfBirth: CivilDate | null;
  /** `1991-04` */
  @Column({ name: 'birth_month', type: 'text', nullable: true }) birthMonth: string | null;
  @Column({ type: 'text', nullable: true }) sex: string | null;
  @Column({ type: 'text', nullable: true }) ethnicity: string | null;
  @Column({ type: 'boolean' }) restricted: boolean;
  /** Users who may see this person while restricted. */
  @Column({ type: 'jsonb' }) grants: readonly string[];
  @Column({ name: 'merged_into', type: 'uuid', nullable: true }) mergedInto: string | null;
  @Column({ name: 'erased_at', type: 'timestamptz', nullable: true, transformer: instantColumn })
  erasedAt: Instant | null;
  @Column({ type: 'jsonb' }) history: readonly PersonRecord[];
}

/** An identifier in its canonical form. Gone after erasure. */
@Entity({ schema: 'people', name: 'identifier' })
export class PersonIdentifier {
  @PrimaryColumn({ type: 'text' }) kind: string;
  @PrimaryColumn({ type: 'text' }) value: string;
  @PrimaryColumn({ name: 'person_id', type: 'uuid' }) personId: string;
}

/** Two people who share an identifier, but not the date of birth. */
@Entity({ schema: 'people', name: 'near_match' })
export class NearMatch {
  @PrimaryColumn({ name: 'person_id', type: 'uuid' }) personId: string;
  @PrimaryColumn({ name: 'other_id', type: 'uuid' }) otherId: string;
  @Column({ type: 'timestamptz', transformer: instantColumn }) since: Instant;
}

const freeTexts: ReadonlySet<string> = new Set(['reason', 'why', 'address']);
const identifying: ReadonlySet<string> = new Set(['name', 'dateOfBirth', 'identifiers']);

/** The same fact, or correction of one, with its fields passed through. */
function mapFields(fact: object, change: (field: string, value: unknown) => unknown): object {
  const entries = Object.entries(fact).map(([field, value]: [string, unknown]) =>
    field === 'fact' ? [field, mapFields(value as object, change)] : [field, change(field, value)],
  );
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as object;
}

const withoutTexts = (fact: PersonRecord['fact']) =>
  mapFields(fact, (field, value) => (freeTexts.has(field) ? undefined : value)) as PersonRecord['fact'];

const erased = (fact: PersonRecord['fact']) =>
  mapFields(fact, (field, value) => (identifying.has(field) ? ERASED : value)) as PersonRecord['fact'];

const readable = (value: string | undefined): string | null => (value === undefined || value === ERASED ? null : value);

/** What the person's stream comes to. */
export const personState = (history: readonly PersonRecord[]): PersonState =>
  fold<PersonFact, PersonState>(decider, history);

function birthMonthOf(history: readonly PersonRecord[]): string | null {
  for (const { fact } of history.toReversed()) {
    const stands = isCorrection(fact) ? fact.fact : fact;
    if (stands.type === 'PersonRegistered') return stands.birthMonth;
  }
  return null;
}

function asRow(personId: string, recorded: readonly PersonRecord[]): Person {
  const erasure = recorded.find(({ fact }) => fact.type === 'PersonErased');
  const history = erasure ? recorded.map((record) => ({ ...record, fact: erased(record.fact) })) : recorded;
  const state = personState(history);
  return {
    personId,
    name: readable(state.name),
    dateOfBirth: readable(state.dateOfBirth),
    birthMonth: birthMonthOf(history),
    sex: state.sex ?? null,
    ethnicity: state.ethnicity ?? null,
    restricted: state.restricted,
    grants: state.grants,
    mergedInto: state.mergedInto ?? null,
    erasedAt: erasure?.fact.occurredAt ?? null,
    history,
  };
}

function identifiersOf({ personId, history, erasedAt }: Person): PersonIdentifier[] {
  if (erasedAt !== null) return [];
  const { identifiers } = personState(history);
  const known = identifiers.filter(([, value]) => value !== ERASED);
  const distinct = new Map(known.map(([kind, value]) => [`${kind}:${value}`, { personId, kind, value }]));
  return [...distinct.values()];
}

function nearMatchesOf({ personId, history }: Person): NearMatch[] {
  const found = history.flatMap(({ fact }) => {
    if (fact.type !== 'PersonRegistered' && fact.type !== 'IdentifiersAdded') return [];
    return fact.nearMatches.map((otherId) => ({ personId, otherId, since: fact.occurredAt }));
  });
  return [...new Map(found.toReversed().map((match) => [match.otherId, match])).values()];
}

async function apply(batch: readonly Told[], { db, schema }: Into) {
  const touched = Map.groupBy(batch, ({ instance }) => instance);
  const ids = [...touched.keys()];
  const before = await rowsWhere(db, { entity: Person, schema }, 'personId', ids);
  const histories = new Map(before.map(({ personId, history }) => [personId, history]));
  const rows = [...touched].map(([personId, facts]) => {
    const added = facts.map(({ id, fact, recordedAt }): PersonRecord => ({
      id,
      fact: withoutTexts(fact as PersonRecord['fact']),
      recordedAt,
    }));
    return asRow(personId, [...(histories.get(personId) ?? []), ...added]);
  });
  const matches = rows.flatMap(nearMatchesOf);
  const known = before.map(({ personId }) => personId);
  return [
    ...upsertRows(db, Person, schema, rows),
    ...deleteWhere(db, { entity: PersonIdentifier, schema }, 'personId', known),
    ...upsertRows(db, PersonIdentifier, schema, rows.flatMap(identifiersOf)),
    ...upsertRows(db, NearMatch, schema, matches),
    ...(schema === NAME && matches.length > 0 ? changed(['information-governance']) : []),
  ];
}

/** Who is known, under which identifiers, where they live and who may see them. */
export const peopleView: View = {
  name: NAME,
  perPerson: true,
  tables: ['person', 'identifier', 'near_match'],
  personal: true,
  listens: {
    person: {
      PersonRegistered: 'told',
      PersonRecognised: 'ignored',
      IdentifiersAdded: 'told',
      PersonDetailsChanged: 'told',
      ResidenceChanged: 'told',
      PersonRestricted: 'told',
      PersonUnrestricted: 'told',
      AccessGranted: 'told',
      AccessWithdrawn: 'told',
      PersonMerged: 'told',
      PersonUnmerged: 'told',
      PersonErased: 'told',
    },
    'arrest-test': 'ignored',
    'liaison-referral': 'ignored',
    'treatment-requirement': 'ignored',
    'prison-release': 'ignored',
    treatment: 'ignored',
    handover: 'ignored',
  },
  apply,
};
