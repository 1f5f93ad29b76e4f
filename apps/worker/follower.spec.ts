import type { EventStore, RecordedEvent } from '#event-store/event-store';
import { memoryStore } from '#event-store/memory';
import { createTestDatabase, type TestDatabase } from '#test/support/database';
import { CannotBeDone, type Follower, installFollowers, run } from '#worker/follower';
import { Places } from '#worker/places';
import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import { pino } from 'pino';

const log = pino({ enabled: false });

describe('What a follower cannot do', () => {
  let database: TestDatabase;
  let pool: Pool;
  let store: EventStore;
  beforeEach(async () => {
    database = await createTestDatabase();
    pool = new Pool({ connectionString: database.url });
    await installFollowers(pool);
    store = memoryStore();
  });
  afterEach(async () => {
    await pool.end();
    await database.drop();
  });

  /** Follows the log to its end with something that cannot be done with these types; answers what it was given. */
  async function follow(impossible: readonly string[], until: number): Promise<readonly string[]> {
    const given: string[] = [];
    const stopping = new AbortController();
    const { signal } = stopping;
    const enough = Promise.withResolvers<undefined>();
    const follower: Follower = {
      name: 'advance',
      handle: ({ type }: RecordedEvent) => {
        given.push(type);
        if (given.length === until) setImmediate(() => enough.resolve(undefined));
        return impossible.includes(type) ? Promise.reject(new CannotBeDone('NOT_YET')) : Promise.resolve(undefined);
      },
    };
    const running = run(follower, { store, pool, places: new Places(pool, log, signal), log, signal });
    await enough.promise;
    while ((await position()) < until) await new Promise((resolve) => setTimeout(resolve, 10));
    stopping.abort();
    await running;
    return given;
  }

  const position = async () =>
    Number((await pool.query<{ position: string }>('select position from worker.follower')).rows[0]?.position);
  const setAside = async () => (await pool.query<{ code: string }>('select code from worker.set_aside')).rows;
  const happens = (type: string) =>
    store.append('arrest-test-1', 'any', [{ id: randomUUID(), type, data: '{}', metadata: {} }]);

  it('is set aside, and done at a later start once nothing is in its way', async () => {
    await happens('SampleTaken');
    await happens('ArrestTestResultRecorded');
    expect(await follow(['SampleTaken'], 2)).toEqual(['SampleTaken', 'ArrestTestResultRecorded']);
    expect(await setAside()).toEqual([{ code: 'NOT_YET' }]);
    await happens('ResultDisputed');
    expect(await follow(['SampleTaken'], 2)).toEqual(['SampleTaken', 'ResultDisputed']);
    expect(await setAside()).toEqual([{ code: 'NOT_YET' }]);
    await happens('LaboratoryResultRecorded');
    expect(await follow([], 2)).toEqual(['SampleTaken', 'LaboratoryResultRecorded']);
    expect(await setAside()).toEqual([]);
  });
});
