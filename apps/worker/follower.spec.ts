import type { EventStore, RecordedEvent } from '#event-store/event-store';
import { memoryStore } from '#event-store/memory';
import { createTestDatabase, type TestDatabase } from '#test/support/database';
import { CannotBeDone, type Follower, installFollowers, run } from '#worker/follower';
import { Places } from '#worker/places';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
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
  async function follow(...impossible: readonly string[]): Promise<readonly string[]> {
    const given: string[] = [];
    const stopping = new AbortController();
    const { signal } = stopping;
    const follower: Follower = {
      name: 'advance',
      handle: ({ type }: RecordedEvent) => {
        given.push(type);
        return impossible.includes(type) ? Promise.reject(new CannotBeDone('NOT_YET')) : Promise.resolve(undefined);
      },
    };
    const running = run(follower, { store, pool, places: new Places(pool, log, signal), log, signal });
    const head = await store.head();
    while ((await position()) < head) await pause(10);
    stopping.abort();
    await running;
    return given;
  }

  const position = async () => {
    const { rows } = await pool.query<{ position: string }>('select position from worker.follower');
    return BigInt(rows[0]?.position ?? 0);
  };
  const setAside = async () => (await pool.query<{ code: string }>('select code from worker.set_aside')).rows;
  const happens = (type: string) =>
    store.append('arrest-test-1', 'any', [{ id: randomUUID(), type, data: '{}', metadata: {} }]);

  it('is set aside, and done at a later start once nothing is in its way, with what came after it', async () => {
    await happens('SampleTaken');
    await happens('ArrestTestResultRecorded');
    expect(await follow('SampleTaken')).toEqual(['SampleTaken', 'ArrestTestResultRecorded']);
    expect(await setAside()).toEqual([{ code: 'NOT_YET' }]);
    await happens('ResultDisputed');
    expect(await follow('SampleTaken')).toEqual(['SampleTaken', 'ResultDisputed']);
    expect(await setAside()).toEqual([{ code: 'NOT_YET' }]);
    await happens('LaboratoryResultRecorded');
    const again = ['SampleTaken', 'ArrestTestResultRecorded', 'ResultDisputed'];
    expect(await follow()).toEqual([...again, 'LaboratoryResultRecorded']);
    expect(await setAside()).toEqual([]);
  });
});
