import { Log } from '#commands/log';
import { postgresStore } from '#event-store/postgres';
import { makeTopics } from '#messages/kafka';
import { topics } from '#messages/contracts';
import { masterKey, postgresKeys } from '#privacy/keys';
import { describeOnKafka } from '#test/kafka/broker';
import { handovers, STEPS } from '#test/kafka/handovers';
import { Killable } from '#test/kafka/killable';
import { createTestDatabase } from '#test/support/database';
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'pg';

const PEOPLE = 400;
const ROUNDS = 10;
const FACTS = PEOPLE * ROUNDS * STEPS;

const partnersTables = `
  create schema partner;
  create table partner.dealt_with (nr bigint generated always as identity, id uuid primary key, person uuid not null);
  create table partner.effect (person uuid primary key, times int not null)`;

describeOnKafka('Messages', (broker) => {
  it(`tell ${FACTS.toLocaleString('en-GB')} facts, each person's in order and with effect once, though broker, publisher and consumer are killed twice each`, async () => {
    spawnSync(process.execPath, ['scripts/run.mjs', 'build'], { stdio: 'ignore' });
    const { brokers } = broker();
    const database = await createTestDatabase();
    const pool = new Pool({ connectionString: database.url, max: 4 });
    await pool.query(partnersTables);
    await makeTopics({ brokers, clientId: 'test' }, Object.keys(topics));
    const store = await postgresStore({ connectionString: database.url });
    const log = handovers(new Log(store, await postgresKeys(pool, masterKey(Buffer.alloc(32, 1)))), PEOPLE);
    const env = { DATABASE_URL: database.url, KAFKA_BROKERS: brokers.join(','), GROUP: `partner-${randomUUID()}` };
    const publisher = new Killable('publishing', env);
    const consumer = new Killable('partner', env);

    const dealtWith = async (): Promise<number> => {
      const { rows } = await pool.query<{ n: number }>('select count(*)::int as n from partner.dealt_with');
      return rows[0]?.n ?? 0;
    };
    const share = async (reached: number) => {
      while ((await dealtWith()) < FACTS * reached) await pause(20);
    };
    const writing = (async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        await log.round(round);
        await share(Math.max(0, round - 1) / ROUNDS);
      }
    })();
    await share(0.1);
    await publisher.killAndStartAgain();
    await share(0.25);
    await consumer.killAndStartAgain();
    await share(0.4);
    await broker().restart();
    await share(0.5);
    await publisher.killAndStartAgain();
    await share(0.65);
    await consumer.killAndStartAgain();
    await share(0.8);
    await broker().restart();
    await writing;
    await share(1);
    await Promise.all([publisher.kill(), consumer.kill()]);
    expect([publisher.said, consumer.said]).toEqual(['', '']);

    const { rows } = await pool.query<{ person: string; ids: string[]; times: number }>(
      `select person, array_agg(d.id order by d.nr) as ids, max(e.times) as times
       from partner.dealt_with d join partner.effect e using (person) group by person`,
    );
    expect(rows).toHaveLength(PEOPLE);
    for (const { person, ids, times } of rows) {
      expect(ids).toEqual(log.written.get(person));
      expect(times).toBe(ROUNDS * STEPS);
    }
    await store.close();
    await pool.end();
    await database.drop();
  }, 300_000);
});
