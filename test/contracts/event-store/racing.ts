import { type EventStore, type Position, type RecordedEvent, WrongExpectedVersion } from '#event-store/event-store';
import {
  all,
  anEvent,
  aStream,
  eventsIn,
  type LogUnderTest,
  pause,
  someEvents,
  until,
} from '#test/contracts/event-store/log-under-test';

const WRITERS = 32;
const FOR = 2_500;

export function racing(store: () => EventStore, log: () => LogUnderTest): void {
  /** Writes its own stream and fights over the shared ones, until `end`. Gives the ids that were acknowledged. */
  async function write(writer: EventStore, shared: readonly string[], end: number): Promise<string[]> {
    const acknowledged: string[] = [];
    let own = aStream('own');
    let revision: bigint | undefined;
    for (let n = 0; Date.now() < end; n += 1) {
      const events = someEvents(1 + (n % 3));
      const contested = n % 4 === 0 ? shared[n % shared.length] : undefined;
      try {
        const appended = await writer.append(contested ?? own, contested ? 'any' : (revision ?? 'no-stream'), events);
        acknowledged.push(...events.map((event) => event.id));
        if (!contested) revision = appended.lastRevision;
        if (revision !== undefined && revision > 8n) [own, revision] = [aStream('own'), undefined];
      } catch (error) {
        if (!(error instanceof WrongExpectedVersion)) throw error;
      }
    }
    return acknowledged;
  }

  /** Reads on from where it got to, again and again, as a reader does that was never told of anything. */
  async function poll(reader: EventStore, after: Position, last: string): Promise<RecordedEvent[]> {
    const seen: RecordedEvent[] = [];
    while (seen.at(-1)?.stream !== last) {
      for await (const event of reader.readAll({ after: seen.at(-1)?.position ?? after })) seen.push(event);
      await pause(1);
    }
    return seen;
  }

  it('shows every event once and in order to readers beside 32 writers, though commits take unequal time', async () => {
    await log().slowSomeCommits();
    const other = await log().open();
    const after = await store().head();
    const last = aStream('last');
    const signal = new AbortController().signal;
    const ended = (told: Parameters<typeof eventsIn>[0]) => eventsIn(told.slice(-1)).at(-1)?.stream === last;
    const readers = [
      poll(store(), after, last),
      poll(other, after, last),
      until(store().follow({ after, signal }), ended).then(eventsIn),
      until(other.follow({ after, signal, filter: { streams: ['own', 'shared', 'last'] } }), ended).then(eventsIn),
    ];
    const shared = Array.from({ length: 6 }, () => aStream('shared'));
    const end = Date.now() + FOR;
    const acknowledged = await Promise.all(
      Array.from({ length: WRITERS }, (_, index) => write(index % 2 ? store() : other, shared, end)),
    );
    await other.append(last, 'no-stream', [anEvent()]);

    const stored = await all(store().readAll({ after }));
    const ids = stored.slice(0, -1).map((event) => event.id);
    expect(ids.length).toBeGreaterThan(WRITERS);
    expect([...ids].sort()).toEqual(acknowledged.flat().sort());
    const next = new Map<string, bigint>();
    for (const event of stored) {
      expect(event.revision).toBe(next.get(event.stream) ?? 0n);
      next.set(event.stream, event.revision + 1n);
    }
    for (const seen of await Promise.all(readers))
      expect(seen.map((event) => event.id)).toEqual([...ids, stored.at(-1)?.id]);
  });

  it('keeps readers waiting neither for an append that was rolled back nor for long transactions', async () => {
    const endThem = await log().beginLongTransactions();
    try {
      await log().rollBackAnAppend();
      const after = await store().head();
      const stream = aStream();
      const signal = new AbortController().signal;
      const followed = until(store().follow({ after, signal }), (told) => eventsIn(told).length === 2);
      await store().append(stream, 'no-stream', [anEvent()]);
      await log().rollBackAnAppend();
      await store().append(stream, 0n, [anEvent()]);
      expect(eventsIn(await followed).map((event) => event.stream)).toEqual([stream, stream]);
      expect(await all(store().readAll({ after }))).toHaveLength(2);
    } finally {
      await endThem();
    }
  });
}
