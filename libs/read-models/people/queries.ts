import type { CivilDate, Instant } from '#pathway/decider';
import type { IdentifierKind, Residence } from '#pathway/person';
import { residenceAt } from '#pathway/person/state';
import { NearMatch, Person, PersonIdentifier, personState } from '#read-models/people';
import { likeness } from '#read-models/people/likeness';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { DataSource, In, IsNull, Not } from 'typeorm';

/** What the person's own details say, of people who have not been erased. */
export interface FoundPerson {
  readonly person: Person;
  /** Of the name as typed, from 0 to 1; 1 for an identifier. */
  readonly likeness: number;
}

const LIKE_ENOUGH = 0.3;

/** The people with these ids, each as recorded: not followed to the record they were merged into. */
export const peopleWith = (dataSource: DataSource, personIds: readonly string[]): Promise<Person[]> =>
  dataSource.manager.findBy(Person, { personId: In([...personIds]) });

/** The record that stands for each person: the one it was merged into, or itself. */
export async function canonicalPeople(
  dataSource: DataSource,
  personIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows: { id: string; canonical: string }[] = await dataSource.query(
    `with recursive merged (id, canonical, hops) as (
       select id, id, 0 from unnest($1::uuid[]) as id
       union all
       select m.id, p.merged_into, m.hops + 1 from merged m join people.person p on p.person_id = m.canonical
       where p.merged_into is not null and m.hops < 100)
     select distinct on (id) id, canonical from merged order by id, hops desc`,
    [[...new Set(personIds)]],
  );
  return new Map(rows.map(({ id, canonical }) => [id, canonical]));
}

/** The record that stands for a person: the one it was merged into, or itself. */
export const canonicalPerson = async (dataSource: DataSource, personId: string): Promise<string> =>
  (await canonicalPeople(dataSource, [personId])).get(personId) ?? personId;

/** Every record of the same person, the canonical one first; the id itself where nobody was merged. */
export async function sameAs(dataSource: DataSource, personId: string): Promise<readonly string[]> {
  const canonical = await canonicalPerson(dataSource, personId);
  const rows: { id: string }[] = await dataSource.query(
    `with recursive same (id) as (
       select $1::uuid
       union
       select p.person_id from same s join people.person p on p.merged_into = s.id)
     select id from same`,
    [canonical],
  );
  return [canonical, ...rows.map(({ id }) => id).filter((id) => id !== canonical)];
}

/** Those of these people whom this user may not see: somebody restricted, by the record or the one that stands for it. */
export async function hiddenFrom(
  dataSource: DataSource,
  user: string,
  personIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (personIds.length === 0) return new Set();
  const canonical = await canonicalPeople(dataSource, personIds);
  const rows: { id: string }[] = await dataSource.query(
    'select person_id as id from people.person where person_id = any($1::uuid[]) and restricted and not grants ? $2',
    [[...canonical].flat(), user],
  );
  const restricted = new Set(rows.map(({ id }) => id));
  return new Set(personIds.filter((id) => restricted.has(id) || restricted.has(canonical.get(id) ?? id)));
}

/** The people who hold an identifier, given in its canonical form. */
export async function byIdentifier(
  dataSource: DataSource,
  kind: IdentifierKind,
  value: string,
): Promise<readonly FoundPerson[]> {
  const holders = await dataSource.manager.findBy(PersonIdentifier, { kind, value });
  const people = await peopleWith(
    dataSource,
    holders.map(({ personId }) => personId),
  );
  return people.map((person) => ({ person, likeness: 1 }));
}

/** People born on a date whose name is spelt like the one typed, most alike first. */
export async function byNameAndBirth(
  dataSource: DataSource,
  name: string,
  dateOfBirth: CivilDate,
): Promise<readonly FoundPerson[]> {
  const born = await dataSource.manager.findBy(Person, { dateOfBirth, erasedAt: IsNull() });
  return born
    .map((person) => ({ person, likeness: likeness(name, person.name ?? '') }))
    .filter((found) => found.likeness >= LIKE_ENOUGH)
    .toSorted((one, other) => other.likeness - one.likeness || (one.person.personId < other.person.personId ? -1 : 1));
}

/** Identifiers of a person as held now, in canonical form. */
export const identifiersOf = (dataSource: DataSource, personIds: readonly string[]): Promise<PersonIdentifier[]> =>
  dataSource.manager.find(PersonIdentifier, {
    where: { personId: In([...personIds]) },
    order: { kind: 'ASC', value: 'ASC' },
  });

/** Where the person lived at a moment, as far as was known at another; each defaults to now. */
export async function residenceOf(
  dataSource: DataSource,
  personId: string,
  { effectiveAt, asKnownAt }: { effectiveAt?: Instant; asKnownAt?: Instant } = {},
): Promise<Residence | undefined> {
  const [person] = await peopleWith(dataSource, [personId]);
  if (!person) return undefined;
  const known =
    asKnownAt === undefined
      ? person.history
      : person.history.filter(({ recordedAt }) => Date.parse(recordedAt) <= Date.parse(asKnownAt));
  const state = personState(known);
  const at = effectiveAt ?? asKnownAt;
  return at === undefined ? state.residence : residenceAt(state, at);
}

export interface PairOfRecords {
  readonly personId: string;
  readonly otherId: string;
  readonly since: Instant;
}

/** Pairs of records that share an identifier but not the date of birth, and that nobody has merged or erased yet. */
export async function nearMatches(dataSource: DataSource): Promise<readonly PairOfRecords[]> {
  const pairs = await dataSource.manager.find(NearMatch, { order: { since: 'ASC', personId: 'ASC', otherId: 'ASC' } });
  const ids = pairs.flatMap(({ personId, otherId }) => [personId, otherId]);
  const canonical = await canonicalPeople(dataSource, ids);
  const erased = await dataSource.manager.findBy(Person, { personId: In([...new Set(ids)]), erasedAt: Not(IsNull()) });
  const gone = new Set(erased.map(({ personId }) => personId));
  return pairs.filter(
    ({ personId, otherId }) =>
      canonical.get(personId) !== canonical.get(otherId) && !gone.has(personId) && !gone.has(otherId),
  );
}

/** Looks for people by an identifier in its canonical form, or by name and date of birth. */
export type FindPeopleBy =
  | { readonly kind: IdentifierKind; readonly value: string }
  | { readonly name: string; readonly dateOfBirth: CivilDate };

export class FindPeople extends Query<readonly FoundPerson[]> {
  constructor(readonly by: FindPeopleBy) {
    super();
  }
}

@QueryHandler(FindPeople)
export class FindPeopleHandler implements IQueryHandler<FindPeople> {
  constructor(private readonly dataSource: DataSource) {}

  execute({ by }: FindPeople): Promise<readonly FoundPerson[]> {
    return 'kind' in by
      ? byIdentifier(this.dataSource, by.kind, by.value)
      : byNameAndBirth(this.dataSource, by.name, by.dateOfBirth);
  }
}
