import {
  type EventStore,
  type NewEvent,
  OutcomeUnknown,
  type Position,
  type RecordedEvent,
  StoreUnavailable,
  SubscriptionDropped,
} from '#event-store/event-store';
import { postgresStore } from '#event-store/postgres';
import { type Postgres, startPostgres } from '#local/embedded-postgres';
import { all, anEvent, aStream, pause, someEvents } from '#test/contracts/event-store/log-under-test';
import { type LossyProxy, lossyProxy } from '#test/contracts/support/lossy-proxy';
import { postgresLog } from '#test/contracts/support/postgres-log';
import { allBut } from '#test/support/timers';
import { jest } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Asks the same again until it is answered, as a command handler does. Gives how often it had to. */
async function insist(store: () => EventStore, stream: string, expected: bigint | 'no-stream', events: NewEvent[]) {
  for (let again = 0; ; again += 1)
    try {
      await store().append(stream, expected, events);
      return again;
    } catch (error) {
      if (!(error instanceof OutcomeUnknown || error instanceof StoreUnavailable)) throw error;
      await pause(20);
    }
}

/** Follows until dropped, or until an event of this stream was told. */
async function followOn(store: EventStore, after: Position, last: string, told: RecordedEvent[]): Promise<void> {
  for await (const item of store.follow({ after, signal: new AbortController().signal })) {
    if (!('event' in item)) continue;
    told.push(item.event);
    if (item.event.stream === last) return;
  }
}

/** Follows, and resumes whenever it is dropped, until an event of this stream was told. */
async function persist(store: () => EventStore, after: Position, last: string): Promise<RecordedEvent[]> {
  const told: RecordedEvent[] = [];
  while (told.at(-1)?.stream !== last)
    try {
      await followOn(store(), told.at(-1)?.position ?? after, last, told);
    } catch (error) {
      if (!(error instanceof SubscriptionDropped)) throw error;
      await pause(20);
    }
  return told;
}

/** Writers that insist, each on its own stream, while something happens. Gives the ids that were acknowledged. */
async function writeWhile(store: () => EventStore, writers: number, happens: () => Promise<void>) {
  let writing = true;
  const acknowledged: string[] = [];
  let insisted = 0;
  const all = Array.from({ length: writers }, async () => {
    const stream = aStream();
    for (let revision = -1n; writing; revision += 2n) {
      const events = someEvents(2);
      insisted += await insist(store, stream, revision < 0n ? 'no-stream' : revision, events);
      acknowledged.push(...events.map((event) => event.id));
    }
  });
  await happens();
  writing = false;
  await Promise.all(all);
  return { acknowledged, insisted };
}

describe('The log behind a line that breaks', () => {
  let log: Awaited<ReturnType<typeof postgresLog>>;
  let proxy: LossyProxy;
  let store: EventStore;

  beforeAll(async () => {
    log = await postgresLog();
    proxy = await lossyProxy(log.url);
    store = await postgresStore({ connectionString: proxy.url });
  });

  afterAll(async () => {
    await store.close();
    await proxy.close();
    await log.destroy();
  });

  it.each([
    ['the question', () => proxy.loseNextQuestion(), 'StreamNotFound'],
    ['the answer', () => proxy.loseNextAnswer(), 1],
  ])('does not claim to know what became of an append when %s is lost', async (_, lose, meanwhile) => {
    const [stream, events] = [aStream(), [anEvent()]];
    lose();
    await expect(store.append(stream, 'no-stream', events)).rejects.toThrow(OutcomeUnknown);
    const direct = await log.open();
    const read = await all(direct.readStream(stream)).then(
      (found) => found.length,
      (error: unknown) => error instanceof Error && error.name,
    );
    expect(read).toBe(meanwhile);
    expect(await store.append(stream, 'no-stream', events)).toMatchObject({ firstRevision: 0n });
    expect(await all(direct.readStream(stream))).toHaveLength(1);
  });

  it.each([
    ['an append', 'append', OutcomeUnknown],
    ['what comes before the first', 'preparation', StoreUnavailable],
  ] as const)('does not wait for ever where a server never answers %s', async (_, kept, outcome) => {
    jest.useFakeTimers({ doNotFake: allBut('setInterval', 'clearInterval', 'setTimeout', 'clearTimeout') });
    const patient = await postgresStore({ connectionString: proxy.url });
    try {
      if (kept === 'append') await patient.append(aStream(), 'no-stream', [anEvent()]);
      const [stream, events] = [aStream(), [anEvent()]];
      const met = proxy.keepNextAnswer(kept);
      const asked = expect(patient.append(stream, 'no-stream', events)).rejects.toThrow(outcome);
      await met;
      await jest.advanceTimersByTimeAsync(20_000);
      await asked;
      expect(await patient.append(stream, 'no-stream', events)).toMatchObject({ firstRevision: 0n });
    } finally {
      jest.useRealTimers();
      await patient.close();
    }
  });

  it('keeps each append once, and tells each once, while the server cuts its connections again and again', async () => {
    const last = aStream();
    const after = await store.head();
    const told = persist(() => store, after, last);
    const { acknowledged, insisted } = await writeWhile(
      () => store,
      8,
      async () => {
        for (let n = 0; n < 15; n += 1) {
          await pause(80);
          await log.interrupt();
        }
      },
    );
    await insist(() => store, last, 'no-stream', [anEvent()]);
    expect(insisted).toBeGreaterThan(0);
    const stored = (await all((await log.open()).readAll({ after }))).map((event) => event.id);
    expect(stored.slice(0, -1).sort()).toEqual(acknowledged.sort());
    expect((await told).map((event) => event.id).sort()).toEqual(stored.sort());
  });
});

describe('The log on a server that is killed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'throughcare-fault-'));
  let server: Postgres;
  let store: EventStore;

  beforeAll(async () => {
    server = await startPostgres({ folder, log: () => undefined });
    store = await postgresStore({ connectionString: server.url });
  });

  afterAll(async () => {
    await store.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
    rmSync(server.folder, { recursive: true, force: true });
  });

  it('has everything that was acknowledged once it is back, and its readers go on where they were', async () => {
    const last = aStream();
    const told = persist(() => store, 0n, last);
    const port = Number(new URL(server.url).port);
    const { acknowledged, insisted } = await writeWhile(
      () => store,
      16,
      async () => {
        await pause(500);
        process.kill(server.pid, 'SIGKILL');
        await expect(eventuallyUnavailable(store)).resolves.toBe(true);
        await pause(100);
        server = await startPostgres({ folder, port, log: () => undefined });
        await pause(300);
      },
    );
    await insist(() => store, last, 'no-stream', [anEvent()]);
    expect(insisted).toBeGreaterThan(0);
    const stored = (await all(store.readAll())).map((event) => event.id);
    expect(stored.slice(0, -1).sort()).toEqual(acknowledged.sort());
    expect((await told).map((event) => event.id).sort()).toEqual(stored.sort());
  });
});

/** Whether reading comes to say that there is no store. */
async function eventuallyUnavailable(store: EventStore): Promise<boolean> {
  for (let n = 0; n < 500; n += 1) {
    const error = await store.head().catch((cause: unknown) => cause);
    if (error instanceof StoreUnavailable) return true;
    await pause(10);
  }
  return false;
}
