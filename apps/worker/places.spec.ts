import { createTestDatabase, type TestDatabase } from '#test/support/database';
import { installFollowers } from '#worker/follower';
import { Places } from '#worker/places';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'pg';
import { pino } from 'pino';

/** The server is away for the first statements that are asked of it. */
class Failing extends Pool {
  fails = 0;

  override query = ((...asked: Parameters<Pool['query']>) =>
    (this.fails -= 1) >= 0 ? Promise.reject(new Error('away')) : super.query(...asked)) as Pool['query'];
}

describe('Where followers have come to', () => {
  let database: TestDatabase;
  let pool: Failing;
  beforeEach(async () => {
    database = await createTestDatabase();
    pool = new Failing({ connectionString: database.url });
    await installFollowers(pool);
  });
  afterEach(async () => {
    await pool.end();
    await database.drop();
  });

  const positions = async () =>
    (await pool.query<{ position: string }>('select position from worker.follower order by name')).rows.map(
      ({ position }) => position,
    );

  it('is stored once the database is back, also where nothing more is followed', async () => {
    await pool.query(`insert into worker.follower values ('advance', 'log', 0, 0), ('forget', 'log', 0, 0)`);
    const places = new Places(pool, pino({ enabled: false }), new AbortController().signal);
    pool.fails = 1;
    places.move({ name: 'advance', store: 'log', position: 7n, caused: 8n });
    places.move({ name: 'forget', store: 'log', position: 7n, caused: 0n });
    await pause(100);
    places.move({ name: 'forget', store: 'log', position: 9n, caused: 0n });
    for (let left = 100; left > 0 && (await positions()).includes('0'); left -= 1) await pause(50);
    expect(await positions()).toEqual(['7', '9']);
  });
});
