import { AppendRejected, type EventStore, StoreUnavailable, StreamDeleted } from '#event-store/event-store';
import { postgresStore } from '#event-store/postgres';
import { appendFirst, CLOSED } from '#event-store/postgres-schema';
import { createTestDatabase, type TestDatabase } from '#test/support/database';
import { randomUUID } from 'node:crypto';
import pg from 'pg';

const event = (data = '{}') => ({ id: randomUUID(), type: 'HandoverSent', data, metadata: {} });

/** What the store wrote of its own since then is gone. */
const AS_IN_VERSION_2 = `
  alter table event_store.event disable trigger event_is_kept;
  delete from event_store.event where type = '${CLOSED}';
  alter table event_store.event enable trigger event_is_kept;
  update event_store.log set version = 2`;

describe('The log in PostgreSQL', () => {
  let database: TestDatabase;
  let store: EventStore;
  let client: pg.Client;

  beforeAll(async () => {
    database = await createTestDatabase();
    const opened = await Promise.all(
      Array.from({ length: 6 }, () => postgresStore({ connectionString: database.url, readers: 1 })),
    );
    const identities = await Promise.all(opened.map((each) => each.identity()));
    expect(new Set(identities).size).toBe(1);
    await Promise.all(opened.map((each) => each.close()));
    store = await postgresStore({ connectionString: database.url });
    client = new pg.Client(database.url);
    await client.connect();
  });

  afterAll(async () => {
    await store.close();
    await client.end();
    await database.drop();
  });

  it('stays the same log when it is opened again', async () => {
    const { position } = await store.append('kept', 'no-stream', [event()]);
    const again = await postgresStore({ connectionString: database.url });
    expect(await again.identity()).toBe(await store.identity());
    expect(await again.head()).toBe(position);
    await again.close();
  });

  it.each([
    `update event_store.event set data = '{"changed":true}'`,
    'delete from event_store.event',
    'truncate event_store.event',
  ])('does not let anyone say: %s', async (statement) => {
    await store.append(`guarded-${randomUUID()}`, 'no-stream', [event()]);
    await expect(client.query(statement)).rejects.toThrow('The log is only ever added to');
  });

  it('refuses what PostgreSQL cannot hold, and writes what was asked together with it', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const streams = Array.from({ length: 3 }, () => `beside-${randomUUID()}`);
    const outcomes = await Promise.allSettled([
      store.append(streams[0] ?? '', 'no-stream', [event()]),
      store.append(streams[1] ?? '', 'no-stream', [event(deep)]),
      store.append(streams[2] ?? '', 'no-stream', [event(), event()]),
    ]);
    expect(outcomes).toMatchObject([
      { value: { lastRevision: 0n } },
      { reason: expect.any(AppendRejected) },
      { value: { lastRevision: 1n } },
    ]);
  });

  it('says that nothing was written when another append takes too long, and writes once that is over', async () => {
    await client.query('begin');
    await client.query(appendFirst, ['slow', 0, randomUUID(), 'Slow', '{}', '{}']);
    const stream = `waits-${randomUUID()}`;
    await expect(store.append(stream, 'no-stream', [event()])).rejects.toThrow(StoreUnavailable);
    await client.query('rollback');
    expect(await store.append(stream, 'no-stream', [event()])).toMatchObject({ lastRevision: 0n });
  });

  it('leaves to others in this process how they read numbers and JSON', async () => {
    const read = await client.query(`select 1::bigint as n, '{"a":1}'::json as fields`);
    expect(read.rows).toEqual([{ n: '1', fields: { a: 1 } }]);
  });

  it('cannot be opened where there is no server', async () => {
    const nowhere = new URL(database.url);
    nowhere.port = '1';
    await expect(postgresStore({ connectionString: nowhere.href })).rejects.toThrow(StoreUnavailable);
  });

  it('keeps closed what was closed before the end of a closed stream came to be marked', async () => {
    const [used, unused, soft] = ['used', 'unused', 'soft'].map((name) => `${name}-${randomUUID()}`) as [
      string,
      string,
      string,
    ];
    await store.append(used, 'no-stream', [event(), event()]);
    for (const stream of [used, unused]) await store.deleteStream(stream, 'any', 'tombstone');
    await store.append(soft, 'no-stream', [event()]);
    await store.deleteStream(soft, 'any', 'soft');
    const head = await store.head();
    await client.query(AS_IN_VERSION_2);
    for (let time = 0; time < 2; time += 1) await (await postgresStore({ connectionString: database.url })).close();
    for (const stream of [used, unused])
      for (const expected of ['no-stream', 0n, 1n, 2n] as const)
        await expect(store.append(stream, expected, [event()])).rejects.toThrow(StreamDeleted);
    expect(await store.head()).toBe(head);
    expect(await store.append(soft, 0n, [event()])).toMatchObject({ firstRevision: 1n });
  });

  it('does not touch a log that later software made', async () => {
    await client.query('update event_store.log set version = version + 1');
    await expect(postgresStore({ connectionString: database.url })).rejects.toThrow('update the software');
    await client.query('update event_store.log set version = version - 1');
  });
});
