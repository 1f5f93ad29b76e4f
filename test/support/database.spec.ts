import { createTestDatabase } from '#test/support/database';
import { Client } from 'pg';

const tablesOf = async (url: string) => {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query('create table mine (id int)');
  const { rows } = await client.query<{ n: number }>(
    `select count(*)::int as n from pg_tables where schemaname = 'public'`,
  );
  await client.end();
  return rows[0]?.n;
};

describe('a test database', () => {
  it('is empty and shares nothing with the next one', async () => {
    const [one, two] = await Promise.all([createTestDatabase(), createTestDatabase()]);
    expect(await tablesOf(one.url)).toBe(1);
    expect(await tablesOf(two.url)).toBe(1);
    await one.drop();
    await expect(tablesOf(one.url)).rejects.toThrow('does not exist');
    await two.drop();
  });
});
