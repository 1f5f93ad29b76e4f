import { type EventStore, type Followed, type RecordedEvent, SubscriptionDropped } from '#event-store/event-store';
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

const isEvent = (stream: string) => (item: Followed) => 'event' in item && item.event.stream === stream;
const tellsOf = (stream: string) => (told: readonly Followed[]) => told.some(isEvent(stream));

export function following(store: () => EventStore, log: () => LogUnderTest): void {
  const never = () => new AbortController().signal;

  /** Follows until dropped, and gives what was told before. */
  async function followUntilDropped(follower: EventStore, after: bigint, told: RecordedEvent[]): Promise<unknown> {
    try {
      for await (const item of follower.follow({ after, signal: never() })) if ('event' in item) told.push(item.event);
      return 'ended';
    } catch (error) {
      return error;
    }
  }

  it('tells what was there, says once that it has caught up, and goes on with what comes', async () => {
    const after = await store().head();
    const [before, live] = [aStream(), aStream()];
    await store().append(before, 'no-stream', someEvents(3));
    const told: Followed[] = [];
    for await (const item of store().follow({ after, signal: never() })) {
      told.push(item);
      if ('caughtUp' in item) await store().append(live, 'no-stream', [anEvent()]);
      if (isEvent(live)(item)) break;
    }
    expect(told.filter((item) => 'caughtUp' in item)).toHaveLength(1);
    expect(told.findIndex((item) => 'caughtUp' in item)).toBeGreaterThan(told.findLastIndex(isEvent(before)));
    expect(eventsIn(told)).toEqual(await all(store().readAll({ after })));
  });

  it('loses nothing where catching up meets what is being written', async () => {
    const after = await store().head();
    const [busy, last] = [aStream(), aStream()];
    const other = await log().open();
    let writing = true;
    const writers = [store(), other].map(async (writer) => {
      while (writing) await writer.append(busy, 'any', someEvents(5));
    });
    const followers = Array.from({ length: 8 }, async (_, index) => {
      await pause(index * 20);
      return until((index % 2 ? store() : other).follow({ after, signal: never() }), tellsOf(last));
    });
    await pause(300);
    writing = false;
    await Promise.all(writers);
    await other.append(last, 'no-stream', [anEvent()]);
    const events = await all(store().readAll({ after }));
    for (const told of await Promise.all(followers)) expect(eventsIn(told)).toEqual(events);
  });

  it('tells what another process writes', async () => {
    const stream = aStream();
    const other = await log().open();
    const followed = until(store().follow({ after: await store().head(), signal: never() }), tellsOf(stream));
    await pause(50);
    await other.append(stream, 'no-stream', [anEvent()]);
    expect(eventsIn(await followed).at(-1)?.stream).toBe(stream);
  });

  it('tells only what is asked for, and how far it has seen where that is nothing', async () => {
    const after = await store().head();
    const prefix = aStream('treatment');
    await store().append(`${prefix}-1`, 'no-stream', [anEvent()]);
    for (let n = 0; n < 30; n += 1) await store().append(aStream(), 'any', someEvents(50));
    const head = await store().head();
    const followed = store().follow({ after, filter: { streams: [prefix] }, signal: never() });
    const seen = (item: Followed) => 'checkpoint' in item && item.checkpoint >= head;
    const told = await until(followed, (items) => items.some(seen));
    expect(eventsIn(told).map((event) => event.stream)).toEqual([`${prefix}-1`]);
    const checkpoint = told.flatMap((item) => ('checkpoint' in item ? [item.checkpoint] : [])).at(-1);
    expect(checkpoint).toBe(head);
    await store().append(`${prefix}-2`, 'no-stream', [anEvent()]);
    const types = { types: ['HandoverSent'] };
    const resumed = await until(
      store().follow({ after: checkpoint, filter: types, signal: never() }),
      tellsOf(`${prefix}-2`),
    );
    expect(eventsIn(resumed)).toHaveLength(1);
  });

  it('goes on saying how far it has seen while nothing matches what comes', async () => {
    const after = await store().head();
    const followed = store().follow({ after, filter: { types: ['NeverThisOne'] }, signal: never() });
    const iterator = followed[Symbol.asyncIterator]();
    expect((await iterator.next()).value).toEqual({ caughtUp: true });
    for (let n = 0; n < 3; n += 1) {
      const next = iterator.next();
      const { position } = await store().append(aStream(), 'any', [anEvent()]);
      expect((await next).value).toEqual({ checkpoint: position });
    }
    await iterator.return?.();
  });

  it('is dropped when the line is cut, and resumes after the last event told without loss or repetition', async () => {
    const after = await store().head();
    const [first, missed, last] = [aStream(), aStream(), aStream()];
    const told: RecordedEvent[] = [];
    const dropped = followUntilDropped(store(), after, told);
    await store().append(first, 'no-stream', someEvents(3));
    while (told.length < 3) await pause(5);
    await log().interrupt();
    expect(await dropped).toBeInstanceOf(SubscriptionDropped);
    const other = await log().open();
    await other.append(missed, 'no-stream', [anEvent()]);
    const resumed = until(store().follow({ after: told.at(-1)?.position, signal: never() }), tellsOf(last));
    await other.append(last, 'no-stream', [anEvent()]);
    const seen = [...told, ...eventsIn(await resumed)];
    expect(seen).toEqual(await all(store().readAll({ after })));
    await store().append(last, 'exists', [anEvent()]);
  });

  it('is dropped when its store is closed', async () => {
    const closed = await log().open();
    const dropped = followUntilDropped(closed, await closed.head(), []);
    await pause(30);
    await closed.close();
    expect(await dropped).toBeInstanceOf(SubscriptionDropped);
    expect(await followUntilDropped(closed, 0n, [])).toBeInstanceOf(SubscriptionDropped);
  });

  it('ends quietly when aborted, whether it waits, tells or has not begun', async () => {
    const after = await store().head();
    await store().append(aStream(), 'no-stream', someEvents(500));
    const waiting = new AbortController();
    const waits = until(store().follow({ after: await store().head(), signal: waiting.signal }), (told) => {
      if (told.some((item) => 'caughtUp' in item)) setTimeout(() => waiting.abort(), 30);
      return false;
    });
    expect(await waits).toEqual([{ caughtUp: true }]);

    const telling = new AbortController();
    let told = 0;
    for await (const item of store().follow({ after, signal: telling.signal })) {
      told += 'event' in item ? 1 : 0;
      await pause(5);
      if (told === 3) telling.abort();
    }
    expect(told).toBe(3);
    expect(await until(store().follow({ after, signal: AbortSignal.abort() }), () => false)).toEqual([]);
  });

  it('is refused after a position that the log has not reached: another log, or one restored from before', async () => {
    const beyond = (await store().head()) + 1_000_000n;
    expect(await followUntilDropped(store(), beyond, [])).toBeInstanceOf(SubscriptionDropped);
  });
}
