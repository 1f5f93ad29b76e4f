import type { Changes } from '#read-models/analytics/changes';
import { cohortTables, type Column, type TableName, type Value } from '#read-models/analytics/tables';
import { send, sideBySide } from '#read-models/statements';
import type { EntityManager } from 'typeorm';

/** Lists cannot be unnested side by side: each goes as the text of its own array. */
const sent = ({ type }: Column): string => (type.endsWith('[]') ? 'text' : type);

function element(value: Value | undefined): string {
  if (value === null || value === undefined) return 'null';
  const text = Array.isArray(value) ? arrayOf(value) : String(value);
  const needsEscape = text.includes('"') || text.includes('\\');
  return `"${needsEscape ? text.replaceAll(/["\\]/g, String.raw`\$&`) : text}"`;
}

/** The text of an array of PostgreSQL: sent so, the driver need not look at every value. */
export const arrayOf = (values: readonly (Value | undefined)[]): string => `{${values.map(element).join(',')}}`;

/** What a batch changes in one table: first what it closes, then what it opens. */
export async function write(
  changes: Changes,
  table: TableName,
  to: { db: EntityManager; schema: string },
): Promise<void> {
  const name = `"${to.schema}"."${table}"`;
  const closed = changes.closed(table);
  const opened = changes.opened(table);
  await sideBySide([
    ...(closed.length > 0 ? close(name, closed, to.db) : []),
    ...(opened.length > 0 ? [open({ name, table }, opened, to.db)] : []),
  ]);
}

async function open(
  { name, table }: { name: string; table: TableName },
  opened: ReturnType<Changes['opened']>,
  db: EntityManager,
): Promise<void> {
  const columns = Object.entries(cohortTables[table].columns);
  const names = columns.map(([column]) => column);
  const values = columns.map(([column, { type }]) => (type.endsWith('[]') ? `${column}::${type}` : column));
  await send(
    db,
    `insert into ${name} (known_from, known_to, ${names.join(', ')})
     select known_from, known_to, ${values.join(', ')} from unnest($1::timestamptz[], $2::timestamptz[], ${columns
       .map(([, column], place) => `$${place + 3}::${sent(column)}[]`)
       .join(', ')}) as version(known_from, known_to, ${names.join(', ')})`,
    [
      arrayOf(opened.map(({ from }) => from)),
      arrayOf(opened.map((version) => version.to)),
      ...names.map((column) => arrayOf(opened.map(({ row }) => (row as Readonly<Record<string, Value>>)[column]))),
    ],
  );
}

function close(
  name: string,
  closed: readonly (readonly [string, string])[],
  db: EntityManager,
): readonly Promise<unknown>[] {
  const parameters = [arrayOf(closed.map(([member]) => member)), arrayOf(closed.map(([, at]) => at))];
  const ending = `unnest($1::text[], $2::timestamptz[]) as ending(member, at)`;
  return [
    send(
      db,
      `delete from ${name} version using ${ending}
       where version.member = ending.member and version.known_to is null and version.known_from = ending.at`,
      parameters,
    ),
    send(
      db,
      `update ${name} version set known_to = ending.at from ${ending}
       where version.member = ending.member and version.known_to is null`,
      parameters,
    ),
  ];
}
