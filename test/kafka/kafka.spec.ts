import { Log } from '#commands/log';
import { postgresStore } from '#event-store/postgres';
import { type Arrived, consume, makeTopics } from '#messages/kafka';
import { topics } from '#messages/contracts';
import type { CloudEvent } from '#messages/cloud-event';
import type { HandoverFact } from '#pathway/handover';
import { masterKey, postgresKeys } from '#privacy/keys';
import { type Broker, startBroker, usualVersion, whyNoBroker } from '#test/kafka/broker';
import { createTestDatabase } from '#test/support/database';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';

const elsewhere = process.env['KAFKA_BROKERS']?.split(',');
const why = elsewhere ? undefined : whyNoBroker();

const PEOPLE = 60;
const ROUNDS = 8;
const at = '2026-03-02T09:00:00Z';

/** A handover goes back and forth, one fact a round. */
const factOf = (round: number, personId: string): HandoverFact =>
  round === 0
    ? {
        type: 'HandoverRequested',
        occurredAt: at,
        personId,
        purpose: 'release',
        sender: 'prison-brookvale',
        receiver: 'provider-riverside',
        openedBy: { stage: 'prison-release', instance: randomUUID(), event: randomUUID() },
        area: 'E08000012',
      }
    : round % 2 === 1
      ? { type: 'HandoverInformationRequested', occurredAt: at, question: 'In treatment?' }
      : { type: 'HandoverInformationProvided', occurredAt: at, answer: 'Yes.' };

/** Appends the facts of one round, and answers with their ids by person. */
async function writer(url: string) {
  const pool = new Pool({ connectionString: url, max: 4 });
  const store = await postgresStore({ connectionString: url });
  const log = new Log(store, await postgresKeys(pool, masterKey(Buffer.alloc(32, 1))));
  const people = Array.from({ length: PEOPLE }, () => ({ personId: randomUUID(), handover: randomUUID() }));
  const written = new Map<string, string[]>(people.map(({ personId }) => [personId, []]));
  return {
    written,
    async round(round: number) {
      for (const { personId, handover } of people) {
        const stamp = { personId, organisation: 'test', user: 'test', request: '', recordedAt: at };
        const id = randomUUID();
        const history = await log.read('handover', handover);
        const facts = [{ id, fact: factOf(round, personId) }];
        await log.append(history, facts, { ...stamp, command: randomUUID() });
        written.get(personId)?.push(id);
      }
    },
    async close() {
      await store.close();
      await pool.end();
    },
  };
}

const waitFor = async (reached: () => boolean) => {
  while (!reached()) await new Promise((resolve) => setTimeout(resolve, 50));
};

if (why !== undefined)
  describe('Messages on a real broker', () => {
    it(`WERE NOT TESTED: ${why}, and KAFKA_BROKERS names none elsewhere`, () => {
      console.warn(`The suites on Apache Kafka were SKIPPED: ${why}. Set KAFKA_BROKERS, or install Java and Maven.`);
      expect(process.env['REQUIRE_KAFKA']).not.toBe('1');
    });
  });
else
  describe(`Messages on Apache Kafka ${elsewhere ? 'elsewhere' : usualVersion}`, () => {
    let broker: Broker | undefined;
    let brokers: readonly string[];
    beforeAll(async () => {
      spawnSync(process.execPath, ['scripts/run.mjs', 'build'], { stdio: 'ignore' });
      broker = elsewhere ? undefined : await startBroker();
      brokers = elsewhere ?? broker?.brokers ?? [];
    }, 400_000);
    afterAll(() => broker?.stop());

    it('lose no fact, keep the order per person, and are told apart by id, though publisher and broker are killed', async () => {
      const database = await createTestDatabase();
      const log = await writer(database.url);
      const seen: { personId: string; id: string }[] = [];
      const effects = new Set<string>();
      const handle = (arrived: readonly Arrived[]): Promise<void> => {
        for (const { key, value } of arrived) {
          const { id, subject } = JSON.parse(value) as CloudEvent;
          expect(key).toBe(subject);
          if (subject === undefined || !log.written.has(subject) || effects.has(id)) continue;
          effects.add(id);
          seen.push({ personId: subject, id });
        }
        return Promise.resolve();
      };
      const publishing = (): ChildProcess =>
        spawn(process.execPath, ['dist/test/kafka/publishing.js'], {
          stdio: 'ignore',
          env: { ...process.env, DATABASE_URL: database.url, KAFKA_BROKERS: brokers.join(',') },
        });
      await log.round(0);
      let publisher = publishing();
      const enough = (share: number) => waitFor(() => seen.length >= PEOPLE * ROUNDS * share);
      const client = { brokers, clientId: 'partner' };
      await makeTopics(client, Object.keys(topics));
      const stopping = new AbortController();
      const { signal } = stopping;
      const group = `partner-${randomUUID()}`;
      const consuming = consume(client, { group, topics: Object.keys(topics), signal, handle });
      const appending = (async () => {
        for (let round = 1; round < ROUNDS; round += 1) {
          await log.round(round);
          await enough((round - 1) / ROUNDS);
        }
      })();
      await enough(0.3);
      publisher.kill('SIGKILL');
      publisher = publishing();
      await enough(0.6);
      await broker?.restart();
      await appending;
      await enough(1);
      publisher.kill('SIGKILL');
      stopping.abort();
      await consuming;
      await log.close();
      await database.drop();

      const order = Map.groupBy(seen, ({ personId }) => personId);
      expect(seen).toHaveLength(PEOPLE * ROUNDS);
      for (const [personId, ids] of log.written) expect(order.get(personId)?.map(({ id }) => id)).toEqual(ids);
    }, 120_000);
  });
