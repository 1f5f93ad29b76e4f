import type { EventStore } from '#event-store/event-store';
import {
  all,
  aStream,
  eventsIn,
  type LogUnderTest,
  someEvents,
  until,
} from '#test/contracts/event-store/log-under-test';
import { type Viewed, viewed } from '#test/contracts/event-store/viewed';
import { randomUUID } from 'node:crypto';

const MORNING = '2026-03-02T09:00:00Z';

export function restoring(store: () => EventStore, log: () => LogUnderTest): void {
  const treatment = randomUUID();
  let view: Viewed;
  let copies: LogUnderTest[] = [];

  const restored = async (): Promise<EventStore> => {
    const copy = await log().copy();
    copies.push(copy);
    return copy.open();
  };

  beforeEach(async () => {
    view = await viewed();
  });
  afterEach(async () => {
    await view.end();
    for (const copy of copies) await copy.destroy();
    copies = [];
  });

  it('keeps events, positions and identity, so that whoever followed it goes on from its checkpoint', async () => {
    await view.record(store(), treatment, MORNING);
    await view.record(store(), treatment, MORNING);
    await view.follow(store());
    const before = await all(store().readAll());
    const after = before.at(-1)?.position;

    const copy = await restored();
    expect(await all(copy.readAll())).toEqual(before);
    expect(await copy.identity()).toBe(await store().identity());
    expect(await copy.head()).toBe(await store().head());
    await view.record(copy, treatment, MORNING);
    const followed = copy.follow({ after, signal: new AbortController().signal });
    const [next] = eventsIn(await until(followed, (told) => eventsIn(told).length === 1));
    expect(next?.revision).toBe((before.at(-1)?.revision ?? 0n) + 1n);
    await view.follow(copy);
    expect((await view.steps()).map(({ revision }) => revision)).toEqual(['0', '1', '2']);
  });

  it('still answers a repeated append with what it gave before the copy', async () => {
    const stream = aStream();
    const events = someEvents(3);
    const { fresh: _, ...original } = await store().append(stream, 'no-stream', events);
    await store().append(stream, 2n, someEvents(2));
    const copy = await restored();
    expect(await copy.append(stream, 'no-stream', events)).toEqual(original);
  });

  it('is refused by a view that has seen more than it holds, or something else in its place', async () => {
    await view.record(store(), treatment, MORNING);
    const copy = await restored();
    await view.record(store(), treatment, MORNING);
    await view.follow(store());
    const seen = await view.steps();
    await expect(view.refuses(copy)).rejects.toMatchObject({ name: 'CheckpointRefused', code: 'BEYOND_THE_LOG' });
    await view.record(copy, randomUUID(), MORNING);
    await view.record(copy, randomUUID(), MORNING);
    await expect(view.refuses(copy)).rejects.toMatchObject({ name: 'CheckpointRefused', code: 'OTHER_HISTORY' });
    expect(await view.steps()).toEqual(seen);
  });
}
