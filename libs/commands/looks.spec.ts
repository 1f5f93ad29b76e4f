import type { Caller } from '#access/caller';
import { loggedLooks } from '#commands/looks';
import { memoryStore } from '#event-store/memory';
import { verify } from '#privacy/chain';

const PERSON = '2c5b1a52-3f0e-5d0b-9a55-0d5b6b1b7c13';
const caller = (user: string): Caller => ({
  user,
  organisation: 'ld-quayside',
  kind: 'liaison-diversion',
  roles: [],
});

describe('Who looked', () => {
  it('is on record for everybody who looked at the same person at the same moment', async () => {
    const store = memoryStore();
    const looks = loggedLooks(store, { now: () => '2026-03-02T22:00:00Z' });
    const users = Array.from({ length: 40 }, (_, index) => `user-${index}`);
    await Promise.all(users.map((user) => looks.record(caller(user), [PERSON], 'VIEW_TIMELINE')));
    expect((await looks.of(PERSON)).map(({ who }) => who)).toEqual(users);
    expect((await verify(store.readAll())).breaks).toEqual([]);
  });
});
