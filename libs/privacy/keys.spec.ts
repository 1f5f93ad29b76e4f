import { type Keys, masterKey, postgresKeys, WrongMasterKey } from '#privacy/keys';
import { createTestDatabase, type TestDatabase } from '#test/support/database';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'pg';

describe('The keys of people', () => {
  const master = masterKey(Buffer.alloc(32, 7));
  const person = randomUUID();
  let database: TestDatabase;
  let pool: Pool;
  let one: Keys;
  let other: Keys;
  beforeEach(async () => {
    database = await createTestDatabase();
    pool = new Pool({ connectionString: database.url, max: 4 });
    [one, other] = [await postgresKeys(pool, master), await postgresKeys(pool, master)];
  });
  afterEach(async () => {
    await pool.end();
    await database.drop();
  });

  const has = async (keys: Keys) => (await keys.read([person])).has(person);

  it('are the same in every process, and made once', async () => {
    const [made, again] = await Promise.all([one.make(person), other.make(person)]);
    expect(made).toHaveLength(32);
    expect(again).toEqual(made);
    expect((await other.read([person, randomUUID()])).get(person)).toEqual(made);
  });

  it('are gone at once where they are destroyed, and soon in every other process that has used them', async () => {
    await one.make(person);
    expect(await has(other)).toBe(true);
    await one.destroy(person);
    expect(await has(one)).toBe(false);
    const forgotten = async (): Promise<void> => {
      if (!(await has(other))) return;
      await pause(50);
      await forgotten();
    };
    await forgotten();
    await one.destroy(person);
    expect(await one.make(person)).toBeUndefined();
    expect(await other.make(person)).toBeUndefined();
  });

  it('are read from the database once, not each time', async () => {
    await one.make(person);
    expect(await has(other)).toBe(true);
    await pool.query('alter table privacy.person_key rename column wrapped to away');
    await pool.query('update privacy.person_key set away = null');
    expect(await has(other)).toBe(true);
    await expect(other.read([randomUUID()])).rejects.toThrow('wrapped');
  });

  it('are refused with another master key', async () => {
    await one.make(person);
    await expect(postgresKeys(pool, masterKey(Buffer.alloc(32, 8)))).rejects.toBeInstanceOf(WrongMasterKey);
  });
});
