import type { Local } from '#local/system';
import { ApiClient } from '#test/journeys/client';
import { startSystem } from '#test/support/system';
import { setTimeout as pause } from 'node:timers/promises';

const custody = 'custody-brunswick.practitioner';
const governance = 'governance-national.practitioner';
const sam = { name: 'Sam Invented', dateOfBirth: '1991-04-02', sex: 'male', ethnicity: 'A', residence: 'E08000012' };

describe('Erasing somebody who is on record twice', () => {
  let system: Local;
  let api: ApiClient;
  let sent = 0;
  const post = (user: string, path: string, body: object) => api.post(user, path, body, `forget-${(sent += 1)}`);
  const register = async (crn: string) =>
    String((await post(custody, '/person', { ...sam, identifiers: { crn } })).body['id']);

  /** Whoever was erased is met anew: the identifier names another record from then on. */
  async function metAnew(crn: string, before: string): Promise<boolean> {
    for (let attempt = 1; attempt <= 100; attempt += 1) {
      if ((await register(crn)) !== before) return true;
      await pause(50);
    }
    return false;
  }
  const subjectAccess = (crn: string) => api.get(governance, '/subject-access-request', { crn });

  beforeAll(async () => {
    system = await startSystem({ startsAt: '2026-03-02T22:00:00Z' });
    api = new ApiClient(system.url, system.tokenUri);
  });
  afterAll(() => system.stop());

  it.each([
    ['the record that stands for the person', 'X100003', 'X100004', (_merged: string, into: string) => into],
    ['the record that was merged into it', 'X100005', 'X100006', (merged: string) => merged],
  ])('erases every record, asked to erase %s', async (_which, one, other, chosen) => {
    const merged = await register(one);
    const into = await register(other);
    expect((await post(governance, `/person/${merged}/merge-people`, { into, reason: 'one person' })).status).toBe(200);
    const erase = await post(governance, `/person/${chosen(merged, into)}/erase-person`, { reason: 'retention' });
    expect(erase.status).toBe(200);
    for (const [crn, before] of [
      [one, merged],
      [other, into],
    ] as const)
      expect(await metAnew(crn, before)).toBe(true);
    await system.settled();
    const told = await Promise.all([one, other].map(subjectAccess));
    expect(JSON.stringify(told.map(({ body }) => body))).not.toContain(merged);
    expect(JSON.stringify(told.map(({ body }) => body))).not.toContain(into);
  });
});
