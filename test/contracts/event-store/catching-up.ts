import type { EventStore } from '#event-store/event-store';
import { type Declared, type LogUnderTest, pause } from '#test/contracts/event-store/log-under-test';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What a follower may hold of a log, in bytes: a hundred thousand of these events weigh several times as much. */
const HELD_MOST = 6 * 1_048_576;
/** How often a follower stops to look, and for how long it stands still then, so that whatever runs ahead of it may. */
const LOOKS = 8;
const STANDS_STILL_MS = 250;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Twice, as what is held outside the heap is let go of only after its owner has been. */
async function bytesHeld(): Promise<number> {
  collectGarbage();
  await setImmediate();
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

export function catchingUp(store: () => EventStore, log: () => LogUnderTest, { farBehind }: Declared): void {
  const count = Number(process.env['CONTRACT_BEHIND'] ?? farBehind);
  let after = 0n;

  beforeAll(async () => {
    after = await store().head();
    await log().fill(count);
  }, 600_000);

  it(`follows ${count.toLocaleString('en-GB')} events from far behind, each once and in order, and holds few of them`, async () => {
    const before = await bytesHeld();
    const held: number[] = [];
    const streams = new Map<string, bigint>();
    let [told, at, outOfOrder] = [0, after, 0];
    for await (const item of store().follow({ after, signal: new AbortController().signal })) {
      if ('caughtUp' in item) break;
      if ('checkpoint' in item) continue;
      const { stream, revision, position } = item.event;
      if (position <= at || revision !== (streams.get(stream) ?? -1n) + 1n) outOfOrder += 1;
      streams.set(stream, revision);
      at = position;
      told += 1;
      if (told % Math.floor(count / LOOKS) !== 0) continue;
      await pause(STANDS_STILL_MS);
      held.push((await bytesHeld()) - before);
    }
    expect({ told, outOfOrder, at }).toEqual({ told: count, outOfOrder: 0, at: await store().head() });
    expect(held).toHaveLength(LOOKS);
    expect(Math.max(...held)).toBeLessThan(HELD_MOST);
  }, 600_000);

  it('holds little for a follower that takes no more, and ends at once when that is aborted', async () => {
    const before = await bytesHeld();
    const leaving = new AbortController();
    const told: bigint[] = [];
    for await (const item of store().follow({ after, signal: leaving.signal })) {
      if (!('event' in item)) continue;
      told.push(item.event.position);
      await pause(2_000);
      expect((await bytesHeld()) - before).toBeLessThan(HELD_MOST);
      leaving.abort();
    }
    expect(told).toHaveLength(1);
  });
}
