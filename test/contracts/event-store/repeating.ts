import { type EventStore, OutcomeUnknown, WrongExpectedVersion } from '#event-store/event-store';
import {
  all,
  anEvent,
  aStream,
  type Declared,
  type LogUnderTest,
  someEvents,
} from '#test/contracts/event-store/log-under-test';

export function repeating(store: () => EventStore, log: () => LogUnderTest, declared: Declared): void {
  describe.each([
    { expecting: 'no stream', before: 0, expected: 'no-stream' as const },
    { expecting: 'an exact revision', before: 3, expected: 2n },
  ])('an append that expects $expecting, asked again', ({ before, expected }) => {
    async function written() {
      const stream = aStream();
      if (before > 0) await store().append(stream, 'no-stream', someEvents(before));
      const events = someEvents(4);
      const { fresh, ...original } = await store().append(stream, expected, events);
      return { stream, events, original, fresh, last: original.lastRevision };
    }

    it(`says of the first ${declared.tellsFresh ? 'that it was written just now' : 'no more than where it is'}`, async () =>
      expect((await written()).fresh).toBe(declared.tellsFresh ? true : undefined));

    it('gives the original result', async () => {
      const { stream, events, original } = await written();
      expect(await store().append(stream, expected, events)).toEqual(original);
      expect(await all(store().readStream(stream))).toHaveLength(before + 4);
    });

    it('gives the place of a prefix, where only that is asked again', async () => {
      const { stream, events, original } = await written();
      const read = await all(store().readStream(stream));
      expect(await store().append(stream, expected, events.slice(0, 2))).toEqual({
        firstRevision: original.firstRevision,
        lastRevision: original.firstRevision + 1n,
        position: read[before + 1]?.position,
      });
    });

    it('gives the original result after one and after a thousand later appends', async () => {
      const { stream, events, original, last } = await written();
      await store().append(stream, last, [anEvent()]);
      expect(await store().append(stream, expected, events)).toEqual(original);
      await Promise.all(Array.from({ length: 1_000 }, () => store().append(aStream(), 'any', [anEvent()])));
      await store().append(stream, last + 1n, someEvents(1_000));
      expect(await store().append(stream, expected, events)).toEqual(original);
    });

    it('gives the original result to another process, also after this one has gone', async () => {
      const { stream, events, original } = await written();
      const gone = await log().open();
      expect(await gone.append(stream, expected, events)).toEqual(original);
      await gone.close();
      const next = await log().open();
      expect(await next.append(stream, expected, events)).toEqual(original);
    });

    it.each([
      ['differs from the first event on', (events: readonly unknown[]) => [anEvent(), ...events.slice(1)]],
      ['differs in the middle', (events: readonly unknown[]) => [...events.slice(0, 2), anEvent(), ...events.slice(3)]],
      ['is longer than the original', (events: readonly unknown[]) => [...events, anEvent()]],
    ])('conflicts where it %s', async (_, change) => {
      const { stream, events, last } = await written();
      const other = change(events) as typeof events;
      const refused = await store()
        .append(stream, expected, other)
        .catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(WrongExpectedVersion);
      expect(refused).toMatchObject({ actual: last });
      expect(await all(store().readStream(stream))).toHaveLength(before + 4);
    });
  });

  it('takes the id of an event of another stream', async () => {
    const event = anEvent();
    const [one, other] = [aStream(), aStream()];
    await store().append(one, 'no-stream', [event]);
    await store().append(other, 'no-stream', [event]);
    expect((await all(store().readStream(other))).map((each) => each.id)).toEqual([event.id]);
  });

  it('does not look at ids where the stream is as expected', async () => {
    const event = anEvent();
    const stream = aStream();
    await store().append(stream, 'no-stream', [event]);
    expect(await store().append(stream, 0n, [event])).toMatchObject({ firstRevision: 1n });
    expect(await all(store().readStream(stream))).toHaveLength(2);
  });

  it.each(['any', 'exists'] as const)(`with %s, the same ids ${declared.repeatedWithAny}`, async (expected) => {
    const stream = aStream();
    await store().append(stream, 'no-stream', [anEvent()]);
    const event = anEvent();
    await store().append(stream, expected, [event]);
    await store().append(stream, expected, [event]);
    const copies = declared.repeatedWithAny === 'are found' ? 1 : 2;
    expect(await all(store().readStream(stream))).toHaveLength(1 + copies);
  });

  it('gives one copy when an append whose answer was lost is asked again', async () => {
    const unlucky = await log().openLosingAnswers();
    const stream = aStream();
    const events = someEvents(2);
    const asked = unlucky.append(stream, 'no-stream', events);
    if (declared.answersCanBeLost) await expect(asked).rejects.toThrow(OutcomeUnknown);
    else await asked;
    const again = await unlucky.append(stream, 'no-stream', events);
    expect(again).toMatchObject({ firstRevision: 0n, lastRevision: 1n });
    expect(await all(store().readStream(stream))).toHaveLength(2);
  });
}
