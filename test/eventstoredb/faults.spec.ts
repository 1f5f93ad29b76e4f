import {
  AppendRejected,
  type EventStore,
  type NewEvent,
  OutcomeUnknown,
  type Position,
  type RecordedEvent,
  StoreUnavailable,
  StreamDeleted,
  SubscriptionDropped,
  WrongExpectedVersion,
} from '#event-store/event-store';
import { eventStoreDbStore } from '#event-store/eventstoredb';
import { all, anEvent, aStream, eventsIn, pause, someEvents, until } from '#test/contracts/event-store/log-under-test';
import type { Counted } from '#test/eventstoredb/faults';
import { startTestServer, type TestServer } from '#test/eventstoredb/start';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const never = new AbortController().signal;

/** Asks the same again until it is answered, as a command handler does. Gives how often it had to. */
async function insist(store: EventStore, stream: string, expected: bigint | 'no-stream', events: NewEvent[]) {
  for (let again = 0; ; again += 1)
    try {
      await store.append(stream, expected, events);
      return again;
    } catch (error) {
      const passing = error instanceof OutcomeUnknown || error instanceof StoreUnavailable;
      if (!passing || again === 500) throw error;
      await pause(20);
    }
}

/** Follows until an event of this stream was told. */
async function followOn(store: EventStore, after: Position, last: string, told: RecordedEvent[]): Promise<void> {
  for await (const item of store.follow({ after: told.at(-1)?.position ?? after, signal: never })) {
    if ('event' in item) told.push(item.event);
    if (told.at(-1)?.stream === last) return;
  }
}

/** The same, and resumes whenever it is dropped. Gives how often it was. */
async function persist(store: EventStore, after: Position, last: string, told: RecordedEvent[]): Promise<number> {
  for (let drops = 0; ; drops += 1)
    try {
      await followOn(store, after, last, told);
      return drops;
    } catch (error) {
      if (!(error instanceof SubscriptionDropped) || drops === 500) throw error;
      await pause(20);
    }
}

describe('EventStoreDB, where things go wrong', () => {
  const started: TestServer[] = [];
  /** For what leaves a server as it was. */
  const shared = new Map<string, Promise<TestServer>>();
  const opened: EventStore[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'throughcare-eventstoredb-'));

  const start = async (options?: Parameters<typeof startTestServer>[0]) => {
    const server = await startTestServer(options);
    started.push(server);
    return server;
  };
  const share = (options: Parameters<typeof startTestServer>[0] = {}) => {
    const key = JSON.stringify(options);
    const server = shared.get(key) ?? startTestServer(options);
    shared.set(key, server);
    return server;
  };
  const open = async (url: string, answerWithin?: number) => {
    const store = await eventStoreDbStore({ url, answerWithin });
    opened.push(store);
    return store;
  };
  const count = (server: TestServer): Promise<Counted> => server.bring({ do: 'count' });

  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
    for (const server of started.splice(0)) await server.kill();
    for (const server of shared.values()) {
      await (await server).bring({ do: 'limit', bytes: 1e9 });
      await (await server).bring({ do: 'slow-reads', by: 0 });
    }
  });
  afterAll(async () => {
    for (const server of shared.values()) await (await server).kill();
    rmSync(folder, { recursive: true, force: true });
  });

  describe.each([{}, { appends: 'single' as const }])('an append to a server of %j', (options) => {
    it.each([
      ['lost on its way there', 'question' as const],
      ['answered, and the answer lost', 'answer' as const],
      ['written and never answered', 'patience' as const],
    ])('that is %s may have been written, and is written once when asked again', async (_, what) => {
      const server = await share(options);
      const [unlucky, other] = [await open(server.url('unlucky'), 500), await open(server.url())];
      const stream = aStream();
      const events = someEvents(2);
      await unlucky.append(aStream(), 'no-stream', [anEvent()]);
      await server.bring({ do: 'lose', of: 'unlucky', what });
      await expect(unlucky.append(stream, 'no-stream', events)).rejects.toThrow(OutcomeUnknown);
      expect(await insist(unlucky, stream, 'no-stream', events)).toBeLessThan(5);
      expect((await all(other.readStream(stream))).map(({ id }) => id)).toEqual(events.map(({ id }) => id));
    });

    it('that the server refuses says why, and writes nothing', async () => {
      const server = await share(options);
      const store = await open(server.url());
      const [stream, closed] = [aStream(), aStream()];
      await store.append(stream, 'no-stream', someEvents(3));
      await store.deleteStream(closed, 'no-stream', 'tombstone');
      const conflict = await store.append(stream, 0n, [anEvent()]).catch((error: unknown) => error);
      expect(conflict).toBeInstanceOf(WrongExpectedVersion);
      expect(conflict).toMatchObject({ actual: 2n, message: expect.stringContaining(stream) });
      await expect(store.append(aStream(), 4n, [anEvent()])).rejects.toMatchObject({ actual: 'no-stream' });
      await expect(store.append(closed, 'any', [anEvent()])).rejects.toThrow(StreamDeleted);
      await server.bring({ do: 'limit', bytes: 20 });
      await expect(store.append(stream, 2n, [anEvent()])).rejects.toThrow(AppendRejected);
      expect(await all(store.readStream(stream))).toHaveLength(3);
    });
  });

  it('says that nothing was written where there is no server', async () => {
    const server = await start();
    const store = await open(server.url());
    const stream = aStream();
    await store.append(stream, 'no-stream', [anEvent()]);
    await server.kill();
    await pause(50);
    await store.append(stream, 0n, [anEvent()]).catch(() => undefined);
    await expect(store.append(stream, 0n, [anEvent()])).rejects.toThrow(StoreUnavailable);
    await expect(all(store.readStream(stream))).rejects.toThrow(StoreUnavailable);
    await expect(store.head()).rejects.toThrow(StoreUnavailable);
    await expect(eventStoreDbStore({ url: server.url() })).rejects.toThrow(StoreUnavailable);
  });

  it('loses and doubles nothing when the server is killed while it is written and followed', async () => {
    const file = join(folder, 'killed.log');
    let server = await start({ file });
    const store = await open(server.url());
    const identity = await store.identity();
    const after = await store.head();
    const last = aStream('last');
    const told: RecordedEvent[] = [];
    const following = persist(store, after, last, told);
    let writing = true;
    const acknowledged: string[] = [];
    const writers = Array.from({ length: 6 }, async () => {
      const stream = aStream();
      for (let revision = -1n; writing; revision += 2n) {
        const events = someEvents(2);
        await insist(store, stream, revision < 0n ? 'no-stream' : revision, events);
        acknowledged.push(...events.map(({ id }) => id));
      }
    });
    for (let n = 0; n < 2; n += 1) {
      await pause(150);
      await server.kill();
      server = await start({ file, port: server.port });
    }
    await pause(150);
    writing = false;
    await Promise.all(writers);
    await insist(store, last, 'no-stream', [anEvent()]);
    expect(await following).toBeGreaterThanOrEqual(2);
    expect(told).toEqual(await all(store.readAll({ after })));
    expect(
      told
        .slice(0, -1)
        .map(({ id }) => id)
        .sort(),
    ).toEqual(acknowledged.sort());
    expect(await store.identity()).toBe(identity);
  });

  it('goes to the leader of a cluster, whether another is or becomes it', async () => {
    const [one, other] = [await start(), await start()];
    const store = await open(one.url());
    await store.append(aStream(), 'no-stream', [anEvent()]);
    const stream = aStream();
    await one.bring({ do: 'follow', leader: other.port });
    await insist(store, stream, 'no-stream', [anEvent()]);
    const opened = await open(one.url());
    expect(await all(opened.readStream(stream))).toEqual(await all((await open(other.url())).readStream(stream)));
  });

  it('knows another log at the same address', async () => {
    const server = await start();
    const store = await open(server.url());
    const { position } = await store.append(aStream(), 'no-stream', someEvents(100));
    const identity = await store.identity();
    await server.kill();
    await start({ port: server.port });
    await insist(store, aStream(), 'no-stream', [anEvent()]);
    expect(await store.identity()).not.toBe(identity);
    await expect(until(store.follow({ after: position, signal: never }), () => false)).rejects.toThrow(
      SubscriptionDropped,
    );
  });

  it.each(['with an error', 'silently'] as const)('is dropped where the server ends a subscription %s', async (how) => {
    const server = await share();
    const store = await open(server.url());
    const told: RecordedEvent[] = [];
    const [first, last] = [aStream(), aStream('last')];
    const following = persist(store, await store.head(), last, told);
    await store.append(first, 'no-stream', someEvents(5));
    while (told.length < 5) await pause(5);
    await server.bring({ do: 'drop', how });
    await store.append(last, 'no-stream', [anEvent()]);
    expect(await following).toBe(1);
    expect(told.map(({ stream }) => stream)).toEqual([first, first, first, first, first, last]);
  });

  it('lets the server wait for a slow follower, and leaves at once in the middle', async () => {
    const server = await share();
    const store = await open(server.url());
    const after = await store.head();
    const data = JSON.stringify({ text: 'x'.repeat(4_000) });
    const many = Array.from({ length: 200 }, () => anEvent({ data }));
    for (let n = 0; n < 20; n += 1)
      await store.append(
        aStream(),
        'no-stream',
        many.map((event) => ({ ...event, id: crypto.randomUUID() })),
      );
    const abort = new AbortController();
    const before = (await count(server)).told;
    const followed = store.follow({ after, signal: abort.signal })[Symbol.asyncIterator]();
    expect((await followed.next()).value).toMatchObject({ event: { revision: 0n } });
    await pause(500);
    const told = (await count(server)).told - before;
    expect(told).toBeGreaterThan(0);
    expect(told).toBeLessThan(2_000);
    abort.abort();
    while (!(await followed.next()).done);
    while ((await count(server)).subscriptions > 0) await pause(5);
  });

  it('reads whole pages of a slow server, and appends meanwhile', async () => {
    const server = await share();
    const store = await open(server.url());
    const stream = aStream();
    const events = someEvents(30);
    await store.append(stream, 'no-stream', events);
    await server.bring({ do: 'slow-reads', by: 10 });
    const reading = all(store.readStream(stream));
    await store.append(aStream(), 'no-stream', [anEvent()]);
    expect((await reading).map(({ id }) => id)).toEqual(events.map(({ id }) => id));
  });

  it('holds no subscription for those who left, were aborted or closed', async () => {
    const server = await share();
    const store = await open(server.url());
    await store.append(aStream(), 'no-stream', someEvents(50));
    for (let n = 0; n < 20; n += 1)
      for await (const item of store.follow({ signal: never })) if ('event' in item) break;
    const abort = new AbortController();
    const aborted = until(store.follow({ signal: abort.signal }), (told) => {
      if (eventsIn(told).length === 3) abort.abort();
      return false;
    });
    await aborted;
    const dropped = expect(until(store.follow({ signal: never }), () => false)).rejects.toThrow(SubscriptionDropped);
    while ((await count(server)).subscriptions < 1) await pause(5);
    await store.close();
    await dropped;
    while ((await count(server)).subscriptions > 0) await pause(5);
  });

  it('tells of a long run without a match how far it has seen, and from there nothing is missed', async () => {
    const server = await share();
    const store = await open(server.url());
    const after = await store.head();
    const prefix = aStream('rare');
    const names: string[] = [];
    for (let n = 0; n < 12; n += 1) {
      await store.append(aStream(), 'no-stream', someEvents(300));
      names.push(`${prefix}-${n}`);
      await store.append(`${prefix}-${n}`, 'no-stream', [anEvent()]);
    }
    await server.bring({ do: 'slow-reads', by: 3 });
    const filter = { streams: [prefix] };
    const told = await until(store.follow({ after, filter, signal: never }), (items) => eventsIn(items).length === 12);
    await server.bring({ do: 'slow-reads', by: 0 });
    const checkpoints = told.flatMap((item, index) => ('checkpoint' in item ? [{ ...item, index }] : []));
    expect(checkpoints.length).toBeGreaterThan(2);
    for (const { checkpoint, index } of checkpoints) {
      const seen = eventsIn(told.slice(0, index)).length;
      const resumed = store.follow({ after: checkpoint, filter, signal: never });
      const rest = await until(resumed, (items) => eventsIn(items).length === 12 - seen);
      expect(eventsIn(rest).map(({ stream }) => stream)).toEqual(names.slice(seen));
    }
  });
});
