import { genesis, link, verify } from '#privacy/chain';

const event = (id: string, data = '{"n":1}') => ({ id, type: 'SampleTaken', data, metadata: { person: 'p' } });
const stream = 'arrest-test-1';

function logOf(...events: ReturnType<typeof link>) {
  return events.map((linked, index) => ({ ...linked, stream, revision: BigInt(index) }));
}
async function* asLog<T>(events: readonly T[]) {
  yield* events;
}

describe('The chain through a stream', () => {
  const events = logOf(...link(stream, 0n, genesis(stream), [event('a'), event('b'), event('c')]));

  it('verifies a log that nobody has touched', async () => {
    expect(await verify(asLog(events))).toEqual({ events: 3, streams: 1, breaks: [] });
  });

  it('goes on across appends', async () => {
    const more = link(stream, 3n, events[2]?.metadata['hash'] ?? '', [event('d')]);
    const log = [...events, ...more.map((linked) => ({ ...linked, stream, revision: 3n }))];
    expect((await verify(asLog(log))).breaks).toEqual([]);
  });

  it.each([
    ['what an event says', { data: '{"n":2}' }],
    ['its type', { type: 'SampleRefused' }],
    ['who recorded it', { metadata: { ...events[1]?.metadata, user: 'somebody.else' } }],
  ])('shows that somebody changed %s', async (_what, change) => {
    const changed = events.map((one, index) => (index === 1 ? { ...one, ...change } : one));
    expect((await verify(asLog(changed as typeof events))).breaks).toContainEqual({
      stream,
      revision: 1n,
      why: 'the event was changed',
    });
  });

  it('shows that an event was taken out', async () => {
    const { breaks } = await verify(asLog(events.filter((_, index) => index !== 1)));
    expect(breaks).toEqual([{ stream, revision: 2n, why: 'the event before was changed, or one is missing' }]);
  });
});
