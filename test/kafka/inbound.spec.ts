import { startLocal } from '#local/system';
import { inboundTopics } from '#messages/inbound/contracts';
import { DEAD_LETTERS, makeTopics } from '#messages/kafka';
import { postgresStore } from '#event-store/postgres';
import { ApiClient } from '#test/journeys/client';
import { describeOnKafka } from '#test/kafka/broker';
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
import { startSystem, type System } from '#test/messages/system';
import { createTestDatabase } from '#test/support/database';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'pg';

const PEOPLE = 12;
const CONTACTS = 20;

const clientOf = (brokers: readonly string[]) =>
  new Kafka({ brokers: [...brokers], clientId: 'partner', logLevel: logLevel.NOTHING });

/** Another service that publishes, each person's under that person's key. */
async function partner(brokers: readonly string[]) {
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

/** Every dead letter so far, by the id that its sender gave it. */
async function letterOf(brokers: readonly string[], wanted: (value: string) => boolean) {
  const consumer = clientOf(brokers).consumer({ groupId: randomUUID(), maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topics: [DEAD_LETTERS], fromBeginning: true });
  const found = Promise.withResolvers<{ value: string; headers: Record<string, string> }>();
  await consumer.run({
    eachMessage: ({ message: { value, headers = {} } }) => {
      const said = Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, String(text)]));
      const text = value?.toString() ?? '';
      if (wanted(text)) found.resolve({ value: text, headers: said });
      return Promise.resolve();
    },
  });
  const letter = await found.promise;
  await consumer.disconnect();
  return letter;
}

describeOnKafka('What other services publish', (broker) => {
  describe('taken by the whole system', () => {
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
        const letter = await letterOf(brokers, (value) => value.includes(id));
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
      const letter = await letterOf(broker().brokers, (value) => value.includes(said.id));
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
  });

  it('is recorded once and in order per person, though workers and broker are killed', async () => {
    spawnSync(process.execPath, ['scripts/run.mjs', 'build'], { stdio: 'ignore' });
    const { brokers } = broker();
    const folder = mkdtempSync(join(tmpdir(), 'throughcare-inbound-'));
    const database = await createTestDatabase();
    const local = await startLocal({
      ...({ folder, ports: 'free', databaseUrl: database.url, log: 'silent' } as const),
      startsAt: '2026-03-02T09:00:00Z',
    });
    const people = Array.from({ length: PEOPLE }, somebody);
    const api = new ApiClient(local.url, local.tokenUri);
    for (const who of people) {
      const details = { name: 'Sam Example', sex: 'male', ethnicity: 'Z', residence: 'E08000012' };
      await api.post(BROOKVALE, '/person', { ...who, ...details }, randomUUID());
    }
    await local.stop();

    const start = (): ChildProcess =>
      spawn(process.execPath, ['dist/apps/worker/main.js'], {
        stdio: 'ignore',
        env: {
          ...process.env,
          ...{ DATABASE_URL: database.url, MASTER_KEY: readFileSync(join(folder, 'master-key'), 'utf8') },
          ...{ ISSUER_URL: 'http://localhost', KAFKA_BROKERS: brokers.join(','), LOG_LEVEL: 'silent' },
        },
      });
    const kill = async (child: ChildProcess) => {
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    };
    const workers = [start(), start()];

    const from = await partner(brokers);
    const source = '/provider/riverside';
    const sentBy = new Map<string, string[]>();
    const steps = [
      'provider.treatment-started',
      ...Array<string>(CONTACTS).fill('provider.contact'),
      'provider.treatment-ended',
    ];
    const publishing = (async () => {
      for (const [n, type] of steps.entries()) {
        const round = people.map((who) => {
          const reference = who.identifiers.prisonNumber;
          const started = { triaged: '2026-03-02', interventions: ['psychosocial'], substances: ['opiate'] };
          const ended = { date: '2026-03-02', reason: 'completed' };
          const more = type.endsWith('started') ? started : type.endsWith('ended') ? ended : {};
          const time = `2026-03-02T10:${String(n).padStart(2, '0')}:00Z`;
          const said = message(type, { person: who, reference, ...more }, { source, time });
          sentBy.set(reference, [...(sentBy.get(reference) ?? []), said.id]);
          return [reference, said] as const;
        });
        await from.publish(inboundTopics['treatment-provider'], [...round, ...round.slice(0, 3)]).catch(async () => {
          await pause(500);
          await from.publish(inboundTopics['treatment-provider'], round);
        });
        await pause(100);
      }
    })();

    const pool = new Pool({ connectionString: database.url, max: 1 });
    const counted = async (state: string): Promise<number> => {
      const sql = 'select count(*)::int as n from messages.inbox where state = $1 and source = $2';
      const { rows } = await pool.query<{ n: number }>(sql, [state, source]);
      return rows[0]?.n ?? 0;
    };
    const all = PEOPLE * steps.length;
    const share = async (reached: number) => {
      while ((await counted('recorded')) < all * reached) {
        expect(await counted('dead')).toBe(0);
        await pause(50);
      }
    };
    await share(0.2);
    await kill(workers[0]!);
    workers[0] = start();
    await share(0.4);
    await broker().restart();
    await share(0.5);
    await kill(workers[1]!);
    await kill(workers[0]);
    workers.push(start());
    await publishing;
    await share(1);
    await kill(workers[2]!);
    await from.close();

    const store = await postgresStore({ connectionString: database.url });
    const recorded = new Map<string, string[]>();
    for await (const { stream, type } of store.readAll())
      if (stream.startsWith('treatment-') && !stream.startsWith('treatment-requirement'))
        recorded.set(stream, [...(recorded.get(stream) ?? []), type]);
    const expected = ['TreatmentStarted', ...Array<string>(CONTACTS).fill('ContactRecorded'), 'TreatmentEnded'];
    expect([...recorded.values()]).toEqual(Array.from({ length: PEOPLE }, () => expected));
    expect(await counted('recorded')).toBe(all);
    await store.close();
    await pool.end();
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  }, 240_000);
});
