import type { EventStore } from '#event-store/event-store';
import { all, eventsIn, until } from '#test/contracts/event-store/log-under-test';
import { viewed } from '#test/contracts/event-store/viewed';
import { streamOf } from '#pathway/stages';
import { randomUUID } from 'node:crypto';

export function settingBack(store: () => EventStore): void {
  it('keeps order, places and moments of recording when the clock is set back by an hour', async () => {
    const after = await store().head();
    const [one, other] = [randomUUID(), randomUUID()];
    const view = await viewed();
    await view.record(store(), one, '2026-03-02T12:00:00Z');
    await view.follow(store());
    await view.record(store(), one, '2026-03-02T11:00:00Z');
    await view.record(store(), other, '2026-03-02T11:10:00Z');
    await view.record(store(), one, '2026-03-02T12:20:00Z');

    const stored = await all(store().readAll({ after }));
    expect(stored.map(({ stream, revision, metadata }) => [stream, revision, metadata['recordedAt']])).toEqual([
      [streamOf('treatment', one), 0n, '2026-03-02T12:00:00Z'],
      [streamOf('treatment', one), 1n, '2026-03-02T12:00:00Z'],
      [streamOf('treatment', other), 0n, '2026-03-02T11:10:00Z'],
      [streamOf('treatment', one), 2n, '2026-03-02T12:20:00Z'],
    ]);
    const resumed = store().follow({ after: stored[1]?.position, signal: new AbortController().signal });
    expect(eventsIn(await until(resumed, (told) => eventsIn(told).length === 2))).toEqual(stored.slice(2));

    await view.follow(store());
    expect(await view.steps()).toEqual([
      { treatment: one, revision: '0', recordedAt: '2026-03-02T12:00:00Z' },
      { treatment: one, revision: '1', recordedAt: '2026-03-02T12:00:00Z' },
      { treatment: other, revision: '0', recordedAt: '2026-03-02T12:00:00Z' },
      { treatment: one, revision: '2', recordedAt: '2026-03-02T12:20:00Z' },
    ]);
    await view.end();
  });
}
