import { type EventStore, type Followed, SubscriptionDropped } from '#event-store/event-store';
import { memoryStore } from '#event-store/memory';
import { withOneTail } from '#worker/tail';
import { randomUUID } from 'node:crypto';

const fact = (type: string) => ({ id: randomUUID(), type, data: '{}', metadata: {} });

async function append(store: EventStore, ...types: readonly string[]): Promise<void> {
  for (const type of types) await store.append(`arrest-test-${randomUUID()}`, 'no-stream', [fact(type)]);
}

/** Follows until so many events have come. */
async function types(followed: AsyncIterable<Followed>, count: number): Promise<string[]> {
  const told: string[] = [];
  for await (const one of followed) {
    if ('event' in one) told.push(one.event.type);
    if (told.length === count) break;
  }
  return told;
}

/** How often the log itself is followed. */
function counted(store: EventStore): { store: EventStore; follows: () => number } {
  let follows = 0;
  const follow: EventStore['follow'] = (options) => {
    follows += 1;
    return store.follow(options);
  };
  return { store: { ...store, follow }, follows: () => follows };
}

describe('One tail of the log for all who follow it', () => {
  const stopping = new AbortController();
  const { signal } = stopping;
  afterAll(() => stopping.abort());

  it('tells everybody everything in order, wherever they begin, and follows the log once', async () => {
    const { store, follows } = counted(memoryStore());
    await append(store, 'A', 'B');
    const shared = withOneTail(store, signal);
    const after = await store.head();
    const all = types(shared.follow({ signal }), 5);
    const late = types(shared.follow({ after, signal }), 3);
    await append(store, 'C', 'D', 'E');
    expect(await all).toEqual(['A', 'B', 'C', 'D', 'E']);
    expect(await late).toEqual(['C', 'D', 'E']);
    expect(follows()).toBe(1);
  });

  it('says once that a follower has caught up', async () => {
    const store = memoryStore();
    await append(store, 'A');
    const until = new AbortController();
    const told: string[] = [];
    for await (const one of withOneTail(store, signal).follow({ signal: until.signal })) {
      told.push('event' in one ? one.event.type : 'caught up');
      if ('caughtUp' in one) await append(store, 'B');
      if (told.length === 3) until.abort();
    }
    expect(told).toEqual(['A', 'caught up', 'B']);
  });

  it('lets a follower that is further behind than what is held read up to it', async () => {
    const store = memoryStore();
    const shared = withOneTail(store, signal);
    const slow = shared.follow({ signal })[Symbol.asyncIterator]();
    await append(store, 'first');
    expect(await slow.next()).toMatchObject({ value: { event: { type: 'first' } } });
    expect(await slow.next()).toMatchObject({ value: { caughtUp: true } });
    const many = Array.from({ length: 10_500 }, (_, index) => `${index}`);
    await append(store, ...many);
    await types(shared.follow({ after: (await store.head()) - 1n, signal }), 1);
    expect(await types({ [Symbol.asyncIterator]: () => slow }, many.length)).toEqual(many);
  });

  it('drops everybody when the log cannot be followed, and follows it anew for who comes back', async () => {
    const store = memoryStore();
    let broken = true;
    const breaking: EventStore = {
      ...store,
      follow: async function* (options) {
        if (broken) throw new SubscriptionDropped(new Error('The line broke.'));
        yield* store.follow(options);
      },
    };
    const shared = withOneTail(breaking, signal);
    await expect(types(shared.follow({ signal }), 1)).rejects.toThrow(SubscriptionDropped);
    broken = false;
    const told = types(shared.follow({ signal }), 1);
    await append(store, 'A');
    expect(await told).toEqual(['A']);
  });

  it('refuses a place beyond the end of the log', async () => {
    const shared = withOneTail(memoryStore(), signal);
    await expect(types(shared.follow({ after: 7n, signal }), 1)).rejects.toThrow(SubscriptionDropped);
  });
});
