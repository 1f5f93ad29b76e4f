import { dataDictionary } from '#metrics/data-dictionary';
import { cohortTables } from '#read-models/analytics/tables';
import { openStore } from '#test/metrics/store';
import { readFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';

describe('The data dictionary', () => {
  it.each(Object.entries(dataDictionary()))(
    'says in %s what the code says: run it again where it does not',
    async (file, text) => {
      expect(await readFile(`docs/data-dictionary/${file}`, 'utf8')).toBe(
        await format(text, { ...(await resolveConfig('docs/data-dictionary')), parser: 'markdown' }),
      );
    },
  );

  it('names exactly the columns that the tables have', async () => {
    const store = await openStore();
    const columns: { name: string; columns: string[] }[] = await store.db.query(`
      select table_name as name, array_agg(column_name || ' ' || format_type(a.atttypid, null) || ' ' || is_nullable order by column_name) as columns
      from information_schema.columns c
      join pg_attribute a on a.attrelid = format('analytics.%I', table_name)::regclass and a.attname = column_name
      where table_schema = 'analytics' and table_name not in ('person_case', 'case_fact') and column_name not in ('known_from', 'known_to')
      group by table_name order by table_name`);
    await store.close();
    const named = { timestamptz: 'timestamp with time zone' } as Readonly<Record<string, string>>;
    const expected = Object.entries(cohortTables).map(([name, table]) => ({
      name,
      columns: Object.entries(table.columns)
        .map(([column, { type, optional }]) => `${column} ${named[type] ?? type} ${optional ? 'YES' : 'NO'}`)
        .sort(),
    }));
    const sorted = columns.map((row) => ({ ...row, columns: [...row.columns].sort() }));
    expect(sorted).toEqual(expected.sort((one, other) => one.name.localeCompare(other.name)));
  });
});
