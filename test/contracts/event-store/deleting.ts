import { type EventStore, StreamDeleted, StreamNotFound, WrongExpectedVersion } from '#event-store/event-store';
import { all, anEvent, aStream, someEvents } from '#test/contracts/event-store/log-under-test';

export function deleting(store: () => EventStore): void {
  it('hides a stream that was deleted, and goes on from its last revision', async () => {
    const stream = aStream();
    await store().append(stream, 'no-stream', someEvents(3));
    await store().deleteStream(stream, 2n, 'soft');
    await expect(all(store().readStream(stream))).rejects.toThrow(StreamNotFound);
    await expect(all(store().readStream(stream, { direction: 'backwards' }))).rejects.toThrow(StreamNotFound);
    await store().append(stream, 'no-stream', someEvents(2));
    expect((await all(store().readStream(stream))).map((event) => event.revision)).toEqual([3n, 4n]);
    expect((await all(store().readStream(stream, { from: 1n }))).map((event) => event.revision)).toEqual([3n, 4n]);
    const backwards = await all(store().readStream(stream, { direction: 'backwards' }));
    expect(backwards.map((event) => event.revision)).toEqual([4n, 3n]);
    expect(await all(store().readStream(stream, { direction: 'backwards', from: 2n }))).toEqual([]);
  });

  it('deletes a stream again that was written again', async () => {
    const stream = aStream();
    for (let n = 0n; n < 3n; n += 1n) {
      await store().append(stream, 'no-stream', [anEvent()]);
      await store().deleteStream(stream, n, 'soft');
    }
    await expect(all(store().readStream(stream))).rejects.toThrow(StreamNotFound);
    expect(await store().append(stream, 2n, [anEvent()])).toMatchObject({ firstRevision: 3n });
  });

  it('closes a stream for good', async () => {
    const stream = aStream();
    await store().append(stream, 'no-stream', someEvents(2));
    await store().deleteStream(stream, 'exists', 'tombstone');
    await expect(all(store().readStream(stream))).rejects.toThrow(StreamDeleted);
    await expect(store().append(stream, 'any', [anEvent()])).rejects.toThrow(StreamDeleted);
    await expect(store().deleteStream(stream, 'any', 'soft')).rejects.toThrow(StreamDeleted);
  });

  it('has written nothing into the log when it has closed a stream', async () => {
    const [used, unused] = [aStream(), aStream()];
    const { position } = await store().append(used, 'no-stream', someEvents(2));
    await store().deleteStream(used, 'any', 'tombstone');
    await store().deleteStream(unused, 'any', 'tombstone');
    expect(await store().head()).toBe(position);
    for (const filter of [undefined, { streams: [used, unused] }])
      expect(await all(store().readAll({ after: position, ...(filter && { filter }) }))).toEqual([]);
    for (const expected of ['no-stream', 0n, 1n, 2n, 3n] as const)
      for (const stream of [used, unused])
        await expect(store().append(stream, expected, [anEvent()])).rejects.toThrow(StreamDeleted);
  });

  it('closes a name that was never used, and leaves one alone that there is nothing to delete of', async () => {
    const [closed, unused] = [aStream(), aStream()];
    await store().deleteStream(closed, 'no-stream', 'tombstone');
    await expect(store().append(closed, 'any', [anEvent()])).rejects.toThrow(StreamDeleted);
    await store().deleteStream(unused, 'any', 'soft');
    expect(await store().append(unused, 'no-stream', [anEvent()])).toMatchObject({ firstRevision: 0n });
  });

  it.each(['soft', 'tombstone'] as const)('does no %s deletion of a stream that is not as expected', async (kind) => {
    const stream = aStream();
    await store().append(stream, 'no-stream', someEvents(2));
    for (const expected of [0n, 2n, 'no-stream'] as const)
      await expect(store().deleteStream(stream, expected, kind)).rejects.toThrow(WrongExpectedVersion);
    await expect(store().deleteStream(aStream(), 'exists', kind)).rejects.toMatchObject({ actual: 'no-stream' });
    expect(await all(store().readStream(stream))).toHaveLength(2);
  });

  it('still answers a repeated append of a deleted stream with the original result', async () => {
    const stream = aStream();
    const events = someEvents(2);
    const { fresh: _, ...original } = await store().append(stream, 'no-stream', events);
    await store().deleteStream(stream, 'any', 'soft');
    expect(await store().append(stream, 'no-stream', events)).toEqual(original);
    await expect(all(store().readStream(stream))).rejects.toThrow(StreamNotFound);
    const begunAlike = [...events.slice(0, 1), anEvent()];
    await expect(store().append(stream, 'no-stream', begunAlike)).rejects.toThrow(WrongExpectedVersion);
  });

  it('still tells readers of the whole log what a deleted stream had told', async () => {
    const before = await store().head();
    const [soft, tombstone, after] = [aStream(), aStream(), aStream()];
    for (const stream of [soft, tombstone]) await store().append(stream, 'no-stream', someEvents(2));
    await store().deleteStream(soft, 'any', 'soft');
    await store().deleteStream(tombstone, 'any', 'tombstone');
    await store().append(after, 'no-stream', [anEvent()]);
    const streams = (await all(store().readAll({ after: before }))).map((event) => event.stream);
    expect(streams).toEqual([soft, soft, tombstone, tombstone, after]);
  });
}
