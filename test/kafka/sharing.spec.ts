import { Log } from '#commands/log';
import { teller } from '#commands/tell';
import { postgresStore } from '#event-store/postgres';
import type { StageName } from '#pathway/stages';
import { readSide, type ReadSide } from '#platform/read-side';
import { masterKey, postgresKeys } from '#privacy/keys';
import { timelineView } from '#read-models/timeline';
import { rebuild } from '#read-models/rebuild';
import type { View } from '#read-models/view';
import { factOf, samples } from '#test/history/samples';
import { describeOnKafka } from '#test/kafka/broker';
import { Killable } from '#test/kafka/killable';
import { createTestDatabase } from '#test/support/database';
import { refuseSharedOut } from '#worker/project';
import { reference } from '#test/support/reference';
import { AssignerProtocol, Kafka, logLevel } from 'kafkajs';
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'pg';

const PEOPLE = 250;
const AT_ONCE = 16;
const MERGED_EACH = 5;

/** What is recorded of everybody, in this order; every fifth is merged into the one before. */
const steps: readonly (readonly [StageName, string])[] = [
  ['person', 'PersonRegistered'],
  ['arrest-test', 'ArrestTestRequested'],
  ['arrest-test', 'SampleTaken'],
  ['arrest-test', 'ArrestTestResultRecorded'],
  ['liaison-referral', 'LiaisonReferralOpened'],
  ['person', 'ResidenceChanged'],
  ['prison-release', 'ReleasePlanned'],
  ['liaison-referral', 'Screened'],
  ['liaison-referral', 'ConsentRecorded'],
  ['handover', 'HandoverRequested'],
  ['handover', 'HandoverAcknowledged'],
  ['person', 'PersonMerged'],
  ['handover', 'HandoverAccepted'],
  ['treatment', 'TreatmentStarted'],
  ['treatment', 'ContactRecorded'],
  ['handover', 'HandoverReassigned'],
  ['person', 'AccessGranted'],
  ['treatment', 'ContactRecorded'],
  ['person', 'PersonRestricted'],
];

interface Somebody {
  readonly personId: string;
  readonly before: string;
  readonly number: number;
  readonly instances: ReadonlyMap<StageName, string>;
}

const somebody = (number: number, people: readonly string[]): Somebody => {
  const personId = people[number] ?? '';
  const others = ['arrest-test', 'liaison-referral', 'prison-release', 'handover', 'treatment'] as const;
  return {
    personId,
    number,
    before: people[number - 1] ?? '',
    instances: new Map<StageName, string>([['person', personId], ...others.map((one) => [one, randomUUID()] as const)]),
  };
};

/** Records the same step of everybody, by handlers whose clocks differ by an hour. */
function recorder(log: Log) {
  const ids = Array.from({ length: PEOPLE }, (): string => randomUUID());
  const people = ids.map((_, number) => somebody(number, ids));
  async function record(round: number, one: Somebody): Promise<void> {
    const [stage, type] = steps[round] ?? ['person', ''];
    if (type === 'PersonMerged' && one.number % MERGED_EACH !== 1) return;
    const sample = samples.find((candidate) => candidate.stage === stage && candidate.type === type);
    if (!sample) throw new Error(`There is no sample of ${type}.`);
    const { personId, before, number, instances } = one;
    const own = { ...('personId' in sample.data && { personId }), ...('into' in sample.data && { into: before }) };
    const fact = factOf({ ...sample, data: { ...sample.data, ...own } });
    const recordedAt = `2026-03-02T${number % 2 === 0 ? '22' : '21'}:${String(10 + round)}:00Z`;
    const stamp = { personId, organisation: 'ld-quayside', user: 'somebody', request: '', recordedAt };
    const history = await log.read(stage, instances.get(stage) ?? '');
    await log.append(history, [{ id: randomUUID(), fact }], { ...stamp, command: randomUUID() });
  }
  return async (round: number): Promise<void> => {
    const left = [...people];
    const work = async () => {
      for (let next = left.pop(); next; next = left.pop()) await record(round, next);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  };
}

/** All rows of a view's tables, as text, in an order of their own. */
async function rowsOf({ dataSource }: ReadSide, { name, tables }: View): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const table of tables) {
    const rows: { row: string }[] = await dataSource.query(`select t::text as row from "${name}"."${table}" t`);
    found[table] = rows.map(({ row }) => row).sort();
  }
  return found;
}

/** How many processes have partitions of the facts. */
async function sharers(brokers: readonly string[]): Promise<number> {
  const admin = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  const { groups } = await admin.describeGroups(['throughcare-projectors']);
  await admin.disconnect();
  const assigned = groups[0]?.members.map(({ memberAssignment }) =>
    AssignerProtocol.MemberAssignment.decode(memberAssignment),
  );
  return (assigned ?? []).filter((one) => Object.values(one?.assignment ?? {}).flat().length > 0).length;
}

describeOnKafka('Views shared by processes', (broker) => {
  it('are as one projector makes them from the store, past a rebalance and two kills', async () => {
    spawnSync(process.execPath, ['scripts/run.mjs', 'build'], { stdio: 'ignore' });
    const { brokers } = broker();
    const database = await createTestDatabase();
    const { url } = database;
    const pool = new Pool({ connectionString: url, max: 4 });
    const store = await postgresStore({ connectionString: url });
    const log = new Log(store, await postgresKeys(pool, masterKey(Buffer.alloc(32, 1))));
    const reading = await readSide({ databaseUrl: url, reference, store });
    const env = { DATABASE_URL: url, KAFKA_BROKERS: brokers.join(',') };
    const record = recorder(log);
    const upTo = async (from: number, to: number) => {
      for (let round = from; round < to; round += 1) await record(round);
    };
    const among = async (count: number) => {
      while ((await sharers(brokers)) !== count) await pause(100);
    };
    const reached = async () => {
      const head = await store.head();
      for (const { name } of reading.views)
        expect([name, await reading.watermarks.waitFor(name, head, AbortSignal.timeout(60_000))]).toEqual([name, true]);
    };

    await record(0);
    const first = new Killable('projecting', env);
    await upTo(1, 4);
    await reached();
    const second = new Killable('projecting', env);
    await Promise.all([upTo(4, 8), among(2)]);
    await record(8);
    await first.killAndStartAgain();
    await upTo(9, 13);
    await among(2);
    await reached();
    await record(13);
    await second.kill();
    await upTo(14, steps.length);
    await reached();

    await rebuild({ store, view: timelineView, dataSource: reading.dataSource, tell: teller(log.keys) });
    await record(steps.length - 1);
    await reached();
    const parked: unknown[] = await reading.dataSource.query('select * from projections.parked');
    expect(parked).toEqual([]);
    await first.kill();
    const shared = reading.views.filter(({ perPerson }) => perPerson).map(({ name }) => name);
    await expect(refuseSharedOut(reading)).rejects.toThrow(`npm run maintain -- rebuild ${shared.join(' ')}`);

    for (const view of reading.views) {
      const live = await rowsOf(reading, view);
      expect(Object.values(live).flat().length).toBeGreaterThan(PEOPLE / MERGED_EACH - 1);
      await rebuild({ store, view, dataSource: reading.dataSource, tell: teller(log.keys) });
      expect({ [view.name]: live }).toEqual({ [view.name]: await rowsOf(reading, view) });
    }
    await refuseSharedOut(reading);
    expect([first.said, second.said]).toEqual(['', '']);
    await reading.close();
    await store.close();
    await pool.end();
    await database.drop();
  }, 240_000);
});
