import type { Changes } from '#read-models/analytics/changes';
import { cohortTables, type Column, type TableName, type Value } from '#read-models/analytics/tables';
import { arrayOf, type Statement } from '#read-models/statements';

/** Lists cannot be unnested side by side: each goes as the text of its own array. */
const sent = ({ type }: Column): string => (type.endsWith('[]') ? 'text' : type);

/** What a batch changes in one table: first what it closes, then what it opens. */
export function write(changes: Changes, table: TableName, schema: string): readonly Statement[] {
  const name = `"${schema}"."${table}"`;
  const closed = changes.closed(table);
  const opened = changes.opened(table);
  return [
    ...(closed.length > 0 ? close(name, closed) : []),
    ...(opened.length > 0 ? [open({ name, table }, opened)] : []),
  ];
}

function open({ name, table }: { name: string; table: TableName }, opened: ReturnType<Changes['opened']>): Statement {
  const columns = Object.entries(cohortTables[table].columns);
  const names = columns.map(([column]) => column);
  const values = columns.map(([column, { type }]) => (type.endsWith('[]') ? `${column}::${type}` : column));
  return {
    text: `insert into ${name} (known_from, known_to, ${names.join(', ')})
     select known_from, known_to, ${values.join(', ')} from unnest($1::timestamptz[], $2::timestamptz[], ${columns
       .map(([, column], place) => `$${place + 3}::${sent(column)}[]`)
       .join(', ')}) as version(known_from, known_to, ${names.join(', ')})`,
    values: [
      arrayOf(opened.map(({ from }) => from)),
      arrayOf(opened.map((version) => version.to)),
      ...names.map((column) => arrayOf(opened.map(({ row }) => (row as Readonly<Record<string, Value>>)[column]))),
    ],
  };
}

function close(name: string, closed: readonly (readonly [string, string])[]): readonly Statement[] {
  const values = [arrayOf(closed.map(([member]) => member)), arrayOf(closed.map(([, at]) => at))];
  const ending = `unnest($1::text[], $2::timestamptz[]) as ending(member, at)`;
  return [
    {
      text: `delete from ${name} version using ${ending}
       where version.member = ending.member and version.known_to is null and version.known_from = ending.at`,
      values,
    },
    {
      text: `update ${name} version set known_to = ending.at from ${ending}
       where version.member = ending.member and version.known_to is null`,
      values,
    },
  ];
}
