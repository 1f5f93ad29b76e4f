import { type EventStore, type ReadStream, type RecordedEvent, StreamNotFound } from '#event-store/event-store';
import {
  all,
  anEvent,
  aStream,
  type Declared,
  type LogUnderTest,
  someEvents,
} from '#test/contracts/event-store/log-under-test';
import fc from 'fast-check';

/** More than two pages of any adapter. */
const MANY = 2_300;

const revision = fc.oneof(fc.constantFrom('start' as const, 'end' as const), fc.bigInt(0n, BigInt(MANY) + 10n));

/** What a read gives, said once more over an array. */
function expectedOf(events: readonly RecordedEvent[], { from, direction, limit }: ReadStream): RecordedEvent[] {
  const last = events.length - 1;
  const places = { start: 0, end: direction === 'backwards' ? last : last + 1 };
  const at = typeof from === 'bigint' ? Number(from) : places[from ?? (direction === 'backwards' ? 'end' : 'start')];
  const read = direction === 'backwards' ? events.slice(0, at + 1).reverse() : events.slice(at);
  return read.slice(0, limit);
}

export function reading(store: () => EventStore, log: () => LogUnderTest, declared: Declared): void {
  describe('a long stream', () => {
    const stream = aStream();
    let events: RecordedEvent[] = [];

    beforeAll(async () => {
      const written = someEvents(MANY);
      for (let from = 0; from < MANY; from += 500)
        await store().append(stream, from === 0 ? 'no-stream' : BigInt(from - 1), written.slice(from, from + 500));
      events = await all(store().readStream(stream));
      expect(events.map((event) => event.id)).toEqual(written.map((event) => event.id));
    });

    it('is read from anywhere, in either direction, as far as asked', async () => {
      const options = fc.record(
        {
          from: revision,
          direction: fc.constantFrom('forwards' as const, 'backwards' as const),
          limit: fc.integer({ min: 1, max: MANY + 10 }),
        },
        { requiredKeys: [] },
      );
      await fc.assert(
        fc.asyncProperty(options, async (asked) => {
          const read = await all(store().readStream(stream, asked));
          expect(read.map((event) => event.revision)).toEqual(expectedOf(events, asked).map((event) => event.revision));
        }),
        { numRuns: 30 },
      );
    });

    it('is empty after its end, which is not the same as not being there', async () => {
      expect(await all(store().readStream(stream, { from: BigInt(MANY) }))).toEqual([]);
      expect(await all(store().readStream(stream, { from: 'end' }))).toEqual([]);
      await expect(all(store().readStream(aStream()))).rejects.toThrow(StreamNotFound);
      await expect(all(store().readStream(aStream(), { direction: 'backwards' }))).rejects.toThrow(StreamNotFound);
    });

    it('is part of the whole log, in order of position, as far as asked', async () => {
      const whole = await all(store().readAll());
      expect(whole.filter((event) => event.stream === stream)).toEqual(events);
      const positions = whole.map((event) => event.position);
      expect(positions).toEqual([...positions].sort((one, other) => (one < other ? -1 : 1)));
      expect(await all(store().readAll({ limit: 1_500 }))).toEqual(whole.slice(0, 1_500));
      expect(await all(store().readAll({ after: positions.at(-1) }))).toEqual([]);
    });
  });

  it('resumes after every position with exactly what follows', async () => {
    const before = await store().head();
    for (let n = 0; n < 15; n += 1) await store().append(aStream(), 'any', someEvents(1 + (n % 3)));
    const events = await all(store().readAll({ after: before }));
    for (const [index, event] of events.entries())
      expect(await all(store().readAll({ after: event.position }))).toEqual(events.slice(index + 1));
  });

  it('takes a position that was written down and read again, also in another process', async () => {
    const { position } = await store().append(aStream(), 'any', [anEvent()]);
    const { position: next } = await store().append(aStream(), 'any', [anEvent()]);
    const again = BigInt(String(position));
    expect(again).toBe(position);
    expect(next > again).toBe(true);
    const other = await log().open();
    expect((await all(other.readAll({ after: again }))).map((event) => event.position)).toEqual([next]);
    expect(await other.identity()).toBe(await store().identity());
  });

  it('keeps to the streams or types asked for', async () => {
    const before = await store().head();
    const prefix = `${aStream('person')}_%`;
    const type = `Merged${aStream()}`;
    const [one, other] = [`${prefix}-1`, `${prefix}-2`];
    await store().append(one, 'any', [anEvent(), anEvent({ type })]);
    await store().append(aStream(), 'any', [anEvent({ type }), anEvent()]);
    await store().append(other, 'any', [anEvent()]);
    await store().append(prefix.replace('_%', 'xx'), 'any', [anEvent()]);
    const events = await all(store().readAll({ after: before }));
    const matching = async (filter: Parameters<EventStore['readAll']>[0]) => all(store().readAll(filter));
    expect(await matching({ filter: { streams: [prefix] } })).toEqual(
      events.filter((event) => event.stream === one || event.stream === other),
    );
    expect(await matching({ filter: { types: [type, 'NothingHere'] } })).toEqual(
      events.filter((event) => event.type === type),
    );
    expect(await matching({ filter: { types: [type] }, limit: 1 })).toHaveLength(1);
    expect(await matching({ filter: { types: [] } })).toEqual([]);
    expect(await matching({ filter: { streams: [] } })).toEqual([]);
  });

  it('holds nothing for readers that leave early, however many', async () => {
    const stream = aStream();
    await store().append(stream, 'no-stream', someEvents(3));
    for (let n = 0; n < 3_000; n += 1)
      for await (const event of n % 2 === 0 ? store().readStream(stream) : store().readAll({ limit: 5 })) {
        expect(event.revision).toBe(0n);
        break;
      }
    const opened = await log().open();
    const readers = Array.from({ length: 50 }, () => opened.readStream(stream)[Symbol.asyncIterator]());
    for (const reader of readers) expect((await reader.next()).value).toMatchObject({ revision: 0n });
    expect(await log().connections()).toBeLessThanOrEqual(3 * declared.connectionsPerStore);
    expect(await all(opened.readStream(stream))).toHaveLength(3);
  });
}
