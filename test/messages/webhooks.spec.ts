import type { CloudEvent } from '#messages/cloud-event';
import { PRISON, PROVIDER, read, referred, startSystem, type System } from '#test/messages/system';
import { type Receiver, startReceiver } from '#test/messages/receiver';

const LEAD = 'provider-riverside.lead';
const OPERATOR = 'throughcare-operator';
const patience = { attempts: 3, firstRetryMs: 10, longestRetryMs: 40, timeoutMs: 2_000, lookEveryMs: 20 };

describe('A provider with nothing but HTTP', () => {
  let system: System;
  let receiver: Receiver;
  beforeAll(async () => {
    system = await startSystem({ patience });
    receiver = await startReceiver();
  });
  afterAll(async () => {
    await system.stop();
    await receiver.close();
  });

  const listed = async (user = LEAD) =>
    (await read(system, user, '/subscription')).body as unknown as Record<string, unknown>[];
  const until = async (wanted: (one: Record<string, unknown>) => boolean) => {
    for (;;) {
      const [one] = await listed();
      if (one && wanted(one)) return one;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  let subscription: string;

  it('is subscribed by a lead alone, who is told its secret once', async () => {
    const refused = await system.post(PROVIDER, '/message/subscription', { url: receiver.url });
    expect(refused).toMatchObject({ status: 403, body: { errorCode: 'LEAD_NEEDED' } });
    const begun = await system.post(LEAD, '/message/subscription', { url: receiver.url });
    expect(begun).toMatchObject({ status: 201, body: { state: 'active', organisation: 'provider-riverside' } });
    subscription = String(begun.body['id']);
    receiver.secret = String(begun.body['secret']);
    expect(receiver.secret.length).toBeGreaterThan(40);
    const again = await system.post(LEAD, '/message/subscription', { url: receiver.url });
    expect(again).toMatchObject({ status: 409, body: { errorCode: 'SUBSCRIBED_ALREADY' } });
    expect(JSON.stringify(await listed())).not.toContain(receiver.secret);
  });

  it('learns of a handover by a signed call, acknowledges it, and the prison sees that', async () => {
    const { release } = await referred(system);
    const [call] = await receiver.has(1);
    expect(call).toMatchObject({
      genuine: true,
      subscription,
      message: { type: 'throughcare.handover.requested.v1', data: { openedBy: { episode: release } } },
    });
    const { handover } = call!.message.data as { handover: string };
    for (const [step, body] of [
      ['confirm-delivery', { by: 'system' }],
      ['acknowledge', {}],
    ] as const)
      expect((await system.post(PROVIDER, `/handover/${handover}/${step}`, body)).status).toBe(200);
    expect((await system.api.get(PRISON, `/handover/${handover}`)).body).toMatchObject({ status: 'acknowledged' });
    const calls = await receiver.has(3);
    expect(calls.map(({ message }) => message.type)).toEqual([
      'throughcare.handover.requested.v1',
      'throughcare.handover.delivered.v1',
      'throughcare.handover.acknowledged.v1',
    ]);
  });

  it('is not sent what is about somebody restricted, as the lead who set it up may not see them', async () => {
    const before = receiver.received.length + 1;
    const { personId, release } = await referred(system);
    await receiver.has(before);
    const reason = 'known to staff';
    const governs = (step: string, body: object) =>
      system.post('governance-national.practitioner', `/person/${personId}/${step}`, body);
    await governs('restrict-person', { reason });
    await governs('grant-access', { user: PRISON, reason });
    await system.local.settled();
    const released = { date: '2026-03-02', reason: 'released' };
    expect((await system.post(PRISON, `/prison-release/${release}/record-release`, released)).status).toBe(200);
    const other = await referred(system);
    const sent = (await receiver.has(before + 1)).slice(before);
    expect(sent.map(({ message }) => message.subject)).toEqual([other.personId]);
    expect(await until(({ waiting }) => waiting === 0)).toMatchObject({ state: 'active' });
  });

  it('is tried again, in order, until it takes the message', async () => {
    receiver.answer = 503;
    const before = receiver.received.length;
    const first = await referred(system);
    await until(({ failures }) => Number(failures) > 0);
    receiver.answer = 204;
    const second = await referred(system);
    const calls = await receiver.has(before + 2);
    expect(calls.slice(before).map(({ message }) => message.subject)).toEqual([first.personId, second.personId]);
    expect(await until(({ waiting }) => waiting === 0)).toMatchObject({ state: 'active', failures: 0, failure: null });
  });

  it('is given up after so many failures, where operators see it; nothing is lost and a replay sends it', async () => {
    receiver.answer = 302;
    const before = receiver.calls.length;
    const taken = receiver.received.length;
    const { personId } = await referred(system);
    const dead = await until(({ state }) => state === 'dead');
    expect(dead).toMatchObject({ failures: 3, failure: 'HTTP_302', waiting: 1 });
    expect(receiver.calls.length - before).toBe(3);
    expect(await listed(OPERATOR)).toEqual([dead]);
    const health = (await (await fetch(`${system.local.url}/health`)).json()) as { components: object };
    expect(health.components).toMatchObject({ webhooks: { details: { active: 0, failing: 0, dead: 1 } } });
    receiver.answer = 204;
    const replayed = await system.post(LEAD, `/message/subscription/${subscription}/replay`, {});
    expect(replayed).toMatchObject({ status: 200, body: { state: 'active', failures: 0 } });
    const calls = await receiver.has(taken + 1);
    expect(calls.at(-1)?.message.subject).toBe(personId);
  });

  it('is sent everything again from a position, as the feed tells it', async () => {
    await until(({ waiting }) => waiting === 0);
    const before = receiver.received.length;
    const feed = (await read(system, PROVIDER, '?after=0')).body['messages'] as CloudEvent[];
    await system.post(LEAD, `/message/subscription/${subscription}/replay`, { after: '0' });
    const calls = await receiver.has(before + feed.length);
    expect(calls.slice(before).map(({ message }) => message)).toEqual(feed);
  });

  it('shows another service’s lead nothing, and lets it end nothing', async () => {
    expect(await listed('provider-northgate.lead')).toEqual([]);
    const path = `/message/subscription/${subscription}`;
    expect((await system.post('provider-northgate.lead', `${path}/replay`, {})).status).toBe(404);
  });

  it('is sent nothing more once the lead has ended it', async () => {
    const ended = await fetch(`${system.local.url}/message/subscription/${subscription}`, {
      method: 'DELETE',
      headers: { authorization: await system.api.authorization(LEAD) },
    });
    expect(ended.status).toBe(204);
    expect(await listed()).toEqual([]);
  });
});

describe('Where messages may be sent outside development', () => {
  let system: System;
  beforeAll(async () => {
    system = await startSystem({ allowLocal: false });
  });
  afterAll(() => system.stop());

  it.each([
    'http://provider.example/hook',
    'https://127.0.0.1/hook',
    'https://[::1]/hook',
    'https://10.1.2.3/hook',
    'https://169.254.169.254/latest/meta-data',
    'https://2130706433/hook',
    'https://user:password@provider.example/hook',
  ])('is not %s', async (url) => {
    const refused = await system.post(LEAD, '/message/subscription', { url });
    expect(refused).toMatchObject({ status: 400, body: { errorCode: 'CLOSED_ADDRESS' } });
  });

  it('is not a name that leads to this network either, whatever it led to when it was given', async () => {
    const begun = await system.post(LEAD, '/message/subscription', { url: 'https://localhost/hook' });
    expect(begun.status).toBe(201);
    await referred(system);
    for (;;) {
      const { body } = await read(system, LEAD, '/subscription');
      const [one] = body as unknown as Record<string, unknown>[];
      if (Number(one?.['failures']) === 0) await new Promise((resolve) => setTimeout(resolve, 50));
      else return expect(one).toMatchObject({ failure: 'CLOSED_ADDRESS' });
    }
  });
});
