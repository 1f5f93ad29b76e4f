import { MAX_APPEND_BYTES } from '#event-store/accepted';
import {
  AppendRejected,
  type EventStore,
  type Expected,
  StreamDeleted,
  StreamNotFound,
  WrongExpectedVersion,
} from '#event-store/event-store';
import { all, anEvent, aStream, someEvents } from '#test/contracts/event-store/log-under-test';

type State = 'new' | 'existing' | 'soft-deleted' | 'tombstoned';
type Mode = 'any' | 'no-stream' | 'exists' | 'exact(current)' | 'exact(current-1)' | 'exact(current+1)';
/** The revision written, or where the refusal says the stream is. */
type Outcome = { writes: bigint } | { conflict: bigint | 'no-stream' } | 'deleted';

const expectedBy: Record<Mode, Expected> = {
  any: 'any',
  'no-stream': 'no-stream',
  exists: 'exists',
  'exact(current)': 1n,
  'exact(current-1)': 0n,
  'exact(current+1)': 2n,
};

/** A stream that was there is at revision 1; a deleted one goes on from it. */
const matrix: Record<State, Record<Mode, Outcome>> = {
  new: {
    any: { writes: 0n },
    'no-stream': { writes: 0n },
    exists: { conflict: 'no-stream' },
    'exact(current)': { conflict: 'no-stream' },
    'exact(current-1)': { conflict: 'no-stream' },
    'exact(current+1)': { conflict: 'no-stream' },
  },
  existing: {
    any: { writes: 2n },
    'no-stream': { conflict: 1n },
    exists: { writes: 2n },
    'exact(current)': { writes: 2n },
    'exact(current-1)': { conflict: 1n },
    'exact(current+1)': { conflict: 1n },
  },
  'soft-deleted': {
    any: { writes: 2n },
    'no-stream': { writes: 2n },
    exists: { conflict: 1n },
    'exact(current)': { writes: 2n },
    'exact(current-1)': { conflict: 1n },
    'exact(current+1)': { conflict: 1n },
  },
  tombstoned: {
    any: 'deleted',
    'no-stream': 'deleted',
    exists: 'deleted',
    'exact(current)': 'deleted',
    'exact(current-1)': 'deleted',
    'exact(current+1)': 'deleted',
  },
};

const cells = (Object.keys(matrix) as State[]).flatMap((state) =>
  (Object.keys(expectedBy) as Mode[]).map((mode) => ({ mode, state, outcome: matrix[state][mode] })),
);

async function streamThatIs(store: EventStore, state: State): Promise<string> {
  const stream = aStream();
  if (state === 'new') return stream;
  await store.append(stream, 'no-stream', someEvents(2));
  if (state === 'soft-deleted') await store.deleteStream(stream, 1n, 'soft');
  if (state === 'tombstoned') await store.deleteStream(stream, 1n, 'tombstone');
  return stream;
}

export function appending(store: () => EventStore): void {
  it('counts revisions from 0 without gaps, in the order asked, and answers with what is then read', async () => {
    const stream = aStream();
    const events = someEvents(4);
    const first = await store().append(stream, 'no-stream', events.slice(0, 3));
    const second = await store().append(stream, 2n, events.slice(3));
    const read = await all(store().readStream(stream));
    expect(read.map(({ position: _, revision: __, stream: ___, ...event }) => event)).toEqual(events);
    expect(read.map((event) => event.revision)).toEqual([0n, 1n, 2n, 3n]);
    expect(first).toMatchObject({ firstRevision: 0n, lastRevision: 2n, position: read[2]?.position });
    expect(second).toMatchObject({ firstRevision: 3n, lastRevision: 3n, position: read[3]?.position });
    expect(await store().head()).toBe(second.position);
  });

  it.each(cells)('expecting $mode of a stream that is $state', async ({ mode, state, outcome }) => {
    const stream = await streamThatIs(store(), state);
    const expected = expectedBy[mode];
    const asked = store().append(stream, expected, [anEvent()]);
    if (outcome === 'deleted') {
      await expect(asked).rejects.toThrow(StreamDeleted);
    } else if ('conflict' in outcome) {
      const refused = await asked.catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(WrongExpectedVersion);
      expect(refused).toMatchObject({ stream, expected, actual: outcome.conflict });
    } else {
      expect(await asked).toMatchObject({ firstRevision: outcome.writes, lastRevision: outcome.writes });
    }
  });

  it('lets exactly one of many through that expect the same revision, and tells the others where the stream is', async () => {
    const stream = aStream();
    await store().append(stream, 'no-stream', [anEvent()]);
    const asked = await Promise.allSettled(Array.from({ length: 20 }, () => store().append(stream, 0n, [anEvent()])));
    expect(asked.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
    for (const each of asked)
      if (each.status === 'rejected') expect(each.reason).toMatchObject({ name: 'WrongExpectedVersion', actual: 1n });
    expect(await all(store().readStream(stream))).toHaveLength(2);
  });

  it('writes all of many that expect nothing, without gaps', async () => {
    const stream = aStream();
    const events = someEvents(40);
    const written = await Promise.all(events.map((event) => store().append(stream, 'any', [event])));
    const read = await all(store().readStream(stream));
    expect(read.map((event) => event.id).sort()).toEqual(events.map((event) => event.id).sort());
    expect(read.map((event) => event.revision)).toEqual(events.map((_, index) => BigInt(index)));
    expect(new Set(written.map((each) => each.firstRevision)).size).toBe(40);
  });

  it('lets one of many begin a stream, and all of them where they are the same append', async () => {
    const [contested, repeated] = [aStream(), aStream()];
    const rivals = await Promise.allSettled(
      Array.from({ length: 20 }, () => store().append(contested, 'no-stream', [anEvent()])),
    );
    expect(rivals.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
    const events = someEvents(3);
    const same = await Promise.all(Array.from({ length: 20 }, () => store().append(repeated, 'no-stream', events)));
    expect(new Set(same.map((each) => `${each.firstRevision} ${each.lastRevision} ${each.position}`)).size).toBe(1);
    expect(await all(store().readStream(repeated))).toHaveLength(3);
  });

  it('takes a thousand events at once', async () => {
    const stream = aStream();
    const events = someEvents(1_000);
    expect(await store().append(stream, 'no-stream', events)).toMatchObject({ lastRevision: 999n });
    expect((await all(store().readStream(stream))).map((event) => event.id)).toEqual(events.map((event) => event.id));
  });

  it('takes an append of the greatest weight, and nothing of one that weighs a byte more', async () => {
    const event = anEvent({ data: '""', metadata: {} });
    const spare = MAX_APPEND_BYTES - event.type.length - 2 - 2;
    const heaviest = { ...event, data: `"${'x'.repeat(spare)}"` };
    const [kept, refused] = [aStream(), aStream()];
    await store().append(kept, 'no-stream', [heaviest]);
    expect((await all(store().readStream(kept)))[0]?.data).toBe(heaviest.data);
    const tooMuch = [anEvent(), { ...heaviest, id: anEvent().id }];
    await expect(store().append(refused, 'no-stream', tooMuch)).rejects.toThrow(AppendRejected);
    await expect(all(store().readStream(refused))).rejects.toThrow(StreamNotFound);
  });

  it.each([
    ['no events', aStream(), []],
    ['data that is not JSON', aStream(), [anEvent({ data: '{"a":' })]],
    ['an id that is no UUID', aStream(), [anEvent({ id: 'first' })]],
    ['a type without a name', aStream(), [anEvent({ type: '' })]],
    ['a type of the store itself', aStream(), [anEvent({ type: '$deleted' })]],
    ['half a character', aStream(), [anEvent({ data: '"\ud83d"' })]],
    ['a stream without a name', '', [anEvent()]],
    ['a stream of the store itself', '$settings', [anEvent()]],
    ['a stream named with a control character', 'a\u0000b', [anEvent()]],
    ['a name that is too long', 'x'.repeat(1_025), [anEvent()]],
  ])('refuses %s, and writes nothing', async (_, stream, events) => {
    const before = await store().head();
    await expect(store().append(stream, 'any', events)).rejects.toThrow(AppendRejected);
    expect(await store().head()).toBe(before);
  });

  it('refuses a revision before the first', async () => {
    await expect(store().append(aStream(), -1n, [anEvent()])).rejects.toThrow(AppendRejected);
  });

  it('decides appends that come together each by itself', async () => {
    const [taken, closed] = [aStream(), aStream()];
    await store().append(taken, 'no-stream', [anEvent()]);
    await store().deleteStream(closed, 'any', 'tombstone');
    const good = Array.from({ length: 5 }, () => aStream());
    const outcomes = await Promise.allSettled([
      store().append(good[0] ?? '', 'no-stream', [anEvent()]),
      store().append(taken, 'no-stream', [anEvent()]),
      store().append(good[1] ?? '', 'no-stream', someEvents(2)),
      store().append(good[2] ?? '', 'no-stream', [anEvent({ data: 'not JSON' })]),
      store().append(closed, 'any', [anEvent()]),
      store().append(good[3] ?? '', 'any', [anEvent()]),
      store().append(good[4] ?? '', 3n, [anEvent()]),
    ]);
    expect(outcomes.map((each) => (each.status === 'fulfilled' ? each.value.lastRevision : each.reason.name))).toEqual([
      0n,
      'WrongExpectedVersion',
      1n,
      'AppendRejected',
      'StreamDeleted',
      0n,
      'WrongExpectedVersion',
    ]);
  });
}
