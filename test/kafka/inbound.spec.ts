import { startLocal } from '#local/system';
import { inboundTopics } from '#messages/inbound/contracts';
import { postgresStore } from '#event-store/postgres';
import { ApiClient } from '#test/journeys/client';
import { describeOnKafka } from '#test/kafka/broker';
import { partner, takenByTheSystem } from '#test/kafka/taking';
import { BROOKVALE, message, somebody } from '#test/messages/telling';
import { createTestDatabase } from '#test/support/database';
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

describeOnKafka('What other services publish', (broker) => {
  describe('taken by the whole system', () => takenByTheSystem(broker));

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
