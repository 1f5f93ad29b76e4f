import { Merge } from '#read-models/handover/tables';
import { tableIn } from '#read-models/rows';
import { send } from '#read-models/statements';
import type { EntityManager } from 'typeorm';

/** All records of one person. */
export interface SamePerson {
  readonly canonical: string;
  readonly all: readonly string[];
}

/** The records that count as one with each of these. */
export async function samePeople(
  db: EntityManager,
  schema: string,
  personIds: Iterable<string>,
): Promise<ReadonlyMap<string, SamePerson>> {
  const asked = [...new Set(personIds)];
  if (asked.length === 0) return new Map();
  const merge = tableIn(db, Merge, schema);
  const rows = await send<{ asked: string; id: string; merged: boolean }>(
    db,
    `with recursive linked (asked, id) as (
       select id, id from unnest($1::uuid[]) as id
       union
       select l.asked, case when m.person_id = l.id then m.into_id else m.person_id end
       from linked l join ${merge} m on m.person_id = l.id or m.into_id = l.id)
     select asked, id, exists (select from ${merge} m where m.person_id = id) as merged from linked`,
    [asked],
  );
  const grouped = Map.groupBy(rows, (row) => row.asked);
  return new Map([...grouped].map(([person, found]) => [person, asOne(person, found)]));
}

const asOne = (person: string, found: readonly { id: string; merged: boolean }[]): SamePerson => ({
  canonical: found.find(({ merged }) => !merged)?.id ?? person,
  all: found.map(({ id }) => id),
});
