import { contractOf } from '#messages/contracts';
import { inboundTopics } from '#messages/inbound/contracts';
import { DEAD_LETTERS, makeTopics } from '#messages/kafka';
import type { Broker } from '#test/kafka/broker';
import {
  BROOKVALE,
  GOVERNANCE,
  inbox,
  message,
  OPERATOR,
  registered,
  somebody,
  type Somebody,
} from '#test/messages/telling';
import { referred, startSystem, type System } from '#test/messages/system';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

const clientOf = (brokers: readonly string[]) =>
  new Kafka({ brokers: [...brokers], clientId: 'partner', logLevel: logLevel.NOTHING });

/** Another service that publishes, each person's under that person's key. */
export async function partner(brokers: readonly string[]) {
  await makeTopics({ brokers, clientId: 'partner' }, [...Object.values(inboundTopics), DEAD_LETTERS]);
  const producer = clientOf(brokers).producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  return {
    async publish(topic: string, said: readonly (readonly [key: string, value: unknown])[]) {
      const messages = said.map(([key, value]) => ({
        key,
        value: typeof value === 'string' ? value : JSON.stringify(value),
      }));
      await producer.send({ topic, messages });
    },
    close: () => producer.disconnect(),
  };
}

/** The first record of a topic whose value is the one wanted. */
async function arrived(brokers: readonly string[], topic: string, wanted: (value: string) => boolean) {
  await makeTopics({ brokers, clientId: 'partner' }, [topic]);
  const consumer = clientOf(brokers).consumer({ groupId: randomUUID(), maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  const found = Promise.withResolvers<{ key: string; value: string; headers: Record<string, string> }>();
  await consumer.run({
    eachMessage: ({ message: { key, value, headers = {} } }) => {
      const said = Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, String(text)]));
      const text = value?.toString() ?? '';
      if (wanted(text)) found.resolve({ key: String(key), value: text, headers: said });
      return Promise.resolve();
    },
  });
  const record = await found.promise;
  await consumer.disconnect();
  return record;
}

/** What holds between the whole system and a broker: of every version that is tried. */
export function takenByTheSystem(broker: () => Broker): void {
  let system: System;
  let from: Awaited<ReturnType<typeof partner>>;
  beforeAll(async () => {
    const { brokers } = broker();
    from = await partner(brokers);
    system = await startSystem({}, brokers);
  }, 60_000);
  afterAll(async () => {
    await from.close();
    await system.stop();
  });

  const list = async (state: string) =>
    (await inbox(system, OPERATOR, `?state=${state}&limit=500`)).body.messages ?? [];
  async function became(state: string, wanted: (one: Record<string, unknown>) => boolean) {
    for (;;) {
      const one = (await list(state)).find(wanted);
      if (one) return one;
      await pause(50);
    }
  }
  const released = (who: Somebody, more: object = {}) =>
    message(
      'prison.person-released',
      { person: who, date: '2026-03-02', reason: 'released' },
      { source: '/prison/QBI', ...more },
    );

  it('tells of a handover on the topic of its contract, under the person’s key and for whom it is', async () => {
    const type = 'throughcare.handover.requested.v1';
    const { personId, release } = await referred(system);
    const told = await arrived(broker().brokers, contractOf(type).topic, (value) => value.includes(personId));
    expect(told).toMatchObject({ key: personId, headers: { receivers: 'prison-brookvale,provider-riverside' } });
    expect(JSON.parse(told.value)).toMatchObject({ type, subject: personId, data: { openedBy: { episode: release } } });
  });

  it('is recorded as the organisation that its source speaks for', async () => {
    const who = somebody();
    const personId = await registered(system, who);
    const plan = { personId, prison: 'prison-brookvale', inTreatment: true, substances: ['opiate'] };
    const { body } = await system.post(BROOKVALE, '/prison-release', plan);
    const said = released(who);
    await from.publish(inboundTopics.prison, [
      ['one', said],
      ['one', said],
    ]);
    const done = await became('recorded', ({ messageId }) => messageId === said.id);
    expect(done).toMatchObject({ organisation: 'prison-brookvale', via: 'kafka', instance: body['id'] });
    const release = await system.api.get(BROOKVALE, `/prison-release/${String(body['id'])}`);
    expect(release.body).toMatchObject({ status: 'released' });
  });

  it('goes to the dead-letter topic with the reason where it is poison, holds nobody up, and says nothing there', async () => {
    const who = somebody();
    await registered(system, who);
    const nonsense = `not json ${randomUUID()}`;
    const wrong = { ...released(who), data: { person: who, date: 'yesterday', reason: 'released' } };
    const stranger = { ...released(who), source: '/nobody' };
    const noneFor = released(who);
    const met = message(
      'prison.person-received',
      { person: who, date: '2026-03-02', reason: 'admitted' },
      { source: '/prison/QBI' },
    );
    await from.publish(
      inboundTopics.prison,
      [nonsense, wrong, stranger, noneFor, { ...met, id: noneFor.id }, met].map((value) => ['two', value] as const),
    );
    const elsewhere = { ...met, id: randomUUID() };
    await from.publish(inboundTopics['treatment-provider'], [['two', elsewhere]]);
    await became('recorded', ({ messageId }) => messageId === met.id);
    const { brokers } = broker();
    for (const [id, code] of [
      [wrong.id, 'NOT_AS_AGREED'],
      [stranger.id, 'UNKNOWN_SOURCE'],
      [elsewhere.id, 'UNKNOWN_SOURCE'],
      [noneFor.id, 'NO_SUCH_EPISODE'],
      [noneFor.id, 'ID_REUSED'],
    ] as const) {
      const dead = await became('dead', (one) => one['messageId'] === id && one['code'] === code);
      const letter = await arrived(brokers, DEAD_LETTERS, (value) => value.includes(id));
      expect(dead['words']).toBeTruthy();
      expect(letter.headers['place']).toMatch(/^throughcare\.inbound\.(prison|provider)\.v1\/\d+\/\d+$/);
      expect(letter.headers['reason']).toBeTruthy();
      for (const secret of [who.identifiers.prisonNumber, who.dateOfBirth])
        expect(JSON.stringify(letter)).not.toContain(secret);
    }
    const unread = await became('dead', ({ code }) => code === 'NOT_A_CLOUD_EVENT');
    expect(unread).toMatchObject({ organisation: null, messageId: null });
  });

  it('is recorded by a replay, once what was wrong is put right', async () => {
    const who = somebody();
    const personId = await registered(system, who);
    const said = released(who);
    await from.publish(inboundTopics.prison, [['three', said]]);
    const dead = await became('dead', ({ messageId }) => messageId === said.id);
    const letter = await arrived(broker().brokers, DEAD_LETTERS, (value) => value.includes(said.id));
    expect(letter.headers).toMatchObject({ code: 'NO_SUCH_EPISODE', reason: dead['words'] });
    const plan = { personId, prison: 'prison-brookvale', inTreatment: true, substances: ['opiate'] };
    const { body } = await system.post(BROOKVALE, '/prison-release', plan);
    await system.post(OPERATOR, `/message/inbox/${String(dead['id'])}/replay`, {});
    expect(await became('recorded', ({ messageId }) => messageId === said.id)).toMatchObject({
      instance: body['id'],
    });
  });

  it('waits where the person is unknown, and is matched by information governance', async () => {
    const personId = await registered(system, somebody());
    const said = message(
      'prison.person-received',
      { person: somebody(), date: '2026-03-02', reason: 'admitted' },
      { source: '/prison/QBI' },
    );
    await from.publish(inboundTopics.prison, [['four', said]]);
    const waiting = await became('waiting', ({ messageId }) => messageId === said.id);
    await system.local.settled();
    const path = `/message/inbox/${String(waiting['id'])}/match`;
    expect((await system.post(GOVERNANCE, path, { personId })).status).toBe(200);
    const done = await became('recorded', ({ messageId }) => messageId === said.id);
    expect(done).toMatchObject({ instance: personId, matchedBy: GOVERNANCE });
  });
}
