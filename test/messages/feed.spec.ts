import type { CloudEvent } from '#messages/cloud-event';
import { NAME, PRISON, PROVIDER, read, referred, startSystem, type System } from '#test/messages/system';

describe('What a service is told, read by its own system', () => {
  let system: System;
  beforeAll(async () => {
    system = await startSystem();
  });
  afterAll(() => system.stop());

  const told = async (user: string, after: string, wait = '20') => {
    const { status, body } = await read(system, user, `?after=${after}&wait=${wait}`);
    return { status, messages: (body['messages'] ?? []) as CloudEvent[], next: String(body['next']) };
  };
  const handoverOf = ({ data }: CloudEvent) => (data as { handover: string }).handover;

  it('begins with the request, to the receiver and to the sender, and names nobody', async () => {
    const { personId, release } = await referred(system);
    for (const user of [PROVIDER, PRISON]) {
      const { messages } = await told(user, '0');
      expect(messages).toEqual([
        expect.objectContaining({
          specversion: '1.0',
          source: '/throughcare',
          type: 'throughcare.handover.requested.v1',
          subject: personId,
          time: '2026-03-02T09:00:00Z',
          data: expect.objectContaining({
            purpose: 'release',
            sender: 'prison-brookvale',
            receiver: 'provider-riverside',
            openedBy: { stage: 'prison-release', episode: release },
          }),
        }),
      ]);
      expect(JSON.stringify(messages)).not.toContain(NAME);
    }
  });

  it('tells a service that is not concerned nothing', async () => {
    expect(await told('provider-northgate.practitioner', '0', '0')).toEqual({ status: 200, messages: [], next: '0' });
  });

  it('does not count as delivery; a system that confirms receipt does', async () => {
    const { messages, next } = await told(PROVIDER, '0');
    const handover = handoverOf(messages[0]!);
    const before = await system.api.get(PRISON, `/handover/${handover}`);
    expect(before.body).toMatchObject({ status: 'requested' });
    const confirmed = await system.post(PROVIDER, `/handover/${handover}/confirm-delivery`, { by: 'system' });
    expect(confirmed.status).toBe(200);
    const news = await told(PRISON, next);
    expect(news.messages.map(({ type }) => type)).toEqual(['throughcare.handover.delivered.v1']);
  });

  it('is read on from where the reader stopped, and waits for what comes', async () => {
    const { next } = await told(PROVIDER, '0');
    const waiting = told(PROVIDER, next);
    const { release } = await referred(system);
    const { messages, next: further } = await waiting;
    expect(messages).toMatchObject([
      { type: 'throughcare.handover.requested.v1', data: { openedBy: { episode: release } } },
    ]);
    expect(await told(PROVIDER, further, '0')).toEqual({ status: 200, messages: [], next: further });
  });

  it('tells the provider of the release that its handover came from', async () => {
    const { next } = await told(PROVIDER, '0');
    const { release, personId } = await referred(system);
    await told(PROVIDER, next);
    await system.local.moveClock('2026-03-09T10:00:00Z');
    const after = (await told(PROVIDER, '0')).next;
    await system.post(PRISON, `/prison-release/${release}/record-release`, { date: '2026-03-09', reason: 'released' });
    const { messages } = await told(PROVIDER, after);
    expect(messages).toMatchObject([
      {
        type: 'throughcare.release.released.v1',
        subject: personId,
        data: { episode: release, date: '2026-03-09', reason: 'released' },
      },
    ]);
  });

  it('answers that nothing is new to whoever says what it has', async () => {
    const { next } = await told(PROVIDER, '0');
    const url = `${system.local.url}/message?after=${next}`;
    const authorization = await system.api.authorization(PROVIDER);
    const first = await fetch(url, { headers: { authorization } });
    const tag = first.headers.get('etag') ?? '';
    expect(first.status).toBe(200);
    const again = await fetch(url, { headers: { authorization, 'if-none-match': tag } });
    expect([again.status, await again.text()]).toEqual([304, '']);
  });

  it('refuses a wait of more than 30 seconds, and anybody without a service', async () => {
    expect((await told(PROVIDER, '0', '31')).status).toBe(400);
    expect((await told('analyst-national.practitioner', '0', '0')).status).toBe(403);
  });

  it('passes over somebody restricted, until the user who reads it has a grant', async () => {
    const { next } = await told(PROVIDER, '0');
    const { personId } = await referred(system);
    const reason = 'known to staff';
    await system.post('governance-national.practitioner', `/person/${personId}/restrict-person`, { reason });
    await system.local.settled();
    const waiting = told(PROVIDER, next);
    const other = await referred(system);
    expect((await waiting).messages.map(({ subject }) => subject)).toEqual([other.personId]);
    expect(await told(PROVIDER, (await waiting).next, '0')).toMatchObject({ messages: [] });
    const grant = { user: PROVIDER, reason };
    await system.post('governance-national.practitioner', `/person/${personId}/grant-access`, grant);
    await system.local.settled();
    const subjects = async (user: string) => (await told(user, next, '0')).messages.map(({ subject }) => subject);
    expect(await subjects(PROVIDER)).toEqual([personId, other.personId]);
    expect(await subjects(PRISON)).toEqual([other.personId]);
  });

  it('forgets what was said of somebody who was erased', async () => {
    const { next } = await told(PROVIDER, '0');
    const { personId } = await referred(system);
    expect((await told(PROVIDER, next)).messages).toMatchObject([{ subject: personId }]);
    const erased = await system.post('governance-national.practitioner', `/person/${personId}/erase-person`, {
      reason: 'asked for',
    });
    expect(erased.status).toBe(200);
    const subjects = async () => (await told(PROVIDER, '0')).messages.map(({ subject }) => subject);
    while ((await subjects()).includes(personId)) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await subjects()).not.toContain(personId);
  });
});
