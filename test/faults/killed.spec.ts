import { readSide, type ReadSide } from '#platform/read-side';
import { teller } from '#commands/tell';
import { postgresStore } from '#event-store/postgres';
import { startPostgres } from '#local/embedded-postgres';
import { masterKeyIn } from '#local/master-key';
import { verify } from '#privacy/chain';
import { postgresKeys } from '#privacy/keys';
import { rebuild } from '#read-models/rebuild';
import type { View } from '#read-models/view';
import { reference } from '#test/support/reference';
import { ApiClient } from '#test/journeys/client';
import { caseload } from '#test/simulate/caseload';
import { type Acknowledged, record } from '#test/simulate/run';
import { type Server, startServer } from '#test/simulate/server';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import type { DataSource } from 'typeorm';

const FROM = '2025-01-06';
const TO = '2025-02-10';
const KILLS = 3;

/** All rows of a view's tables, as text, in an order of their own. */
async function rowsOf(
  { dataSource }: { dataSource: DataSource },
  { name, tables }: View,
): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const table of tables) {
    const rows: { row: string }[] = await dataSource.query(
      `select to_jsonb(t)::text as row from "${name}"."${table}" t`,
    );
    found[table] = rows.map(({ row }) => row).sort();
  }
  return found;
}

describe('Throughcare, killed in the middle of its work', () => {
  const folder = mkdtempSync(join(tmpdir(), 'throughcare-killed-'));
  const killed: string[] = [];
  let acknowledged: Acknowledged[] = [];
  let erased: string[] = [];

  beforeAll(async () => {
    spawnSync(process.execPath, ['scripts/run.mjs', 'build'], { stdio: 'inherit' });
    let server: Server = await startServer({ folder, startsAt: '2025-01-06T00:00:00Z' });
    const ports = { casework: Number(new URL(server.url).port), issuer: Number(new URL(server.tokenUri).port) };
    const api = new ApiClient(server.url, server.tokenUri);
    let clock = '2025-01-06T00:00:00Z';
    let restarting: Promise<void> = Promise.resolve();
    const restart = async () => {
      await server.stop('SIGKILL');
      server = await startServer({ folder, startsAt: clock, ports });
    };
    const moveClock = async (to: string) => {
      await restarting;
      clock = to;
      await server.moveClock(to);
    };
    const diaries = caseload(reference, { people: 70, from: FROM, to: TO, seed: 11 });
    const steps = diaries.reduce((sum, diary) => sum + diary.steps.length, 0);
    const killAt = Array.from({ length: KILLS }, (_, kill) => Math.floor((steps * (kill + 1)) / (KILLS + 1)));
    acknowledged = await record(diaries, {
      api,
      moveClock,
      users: 12,
      name: 'killed',
      progress: (done) => {
        if (done !== killAt[0]) return;
        killAt.shift();
        killed.push(clock);
        restarting = restart();
      },
    });
    await restarting;
    erased = await eraseSome(api, acknowledged);
    await server.moveClock('2025-02-10T12:00:00Z');
    await server.stop('SIGTERM');
  }, 240_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('was killed as often as it was meant to be, and went on each time', () => {
    expect(killed).toHaveLength(KILLS);
    expect(acknowledged.filter(({ status }) => status < 300).length).toBeGreaterThan(100);
    expect(erased).toHaveLength(3);
  });

  it('has lost no acknowledged command and recorded none twice, and its views equal a rebuild', async () => {
    const postgres = await startPostgres({ folder: join(folder, 'postgres'), log: () => undefined });
    const store = await postgresStore({ connectionString: postgres.url });
    const pool = new Pool({ connectionString: postgres.url, max: 2 });
    const reading: ReadSide = await readSide({ databaseUrl: postgres.url, reference, store });
    try {
      const times = new Map<string, number>();
      for await (const { id } of store.readAll()) times.set(id, (times.get(id) ?? 0) + 1);
      const missing = acknowledged.flatMap(({ events }) => events).filter(({ id }) => times.get(id) !== 1);
      expect(missing).toEqual([]);
      expect((await verify(store.readAll())).breaks).toEqual([]);
      const tell = teller(await postgresKeys(pool, masterKeyIn(folder)));
      for (const view of reading.views) {
        const live = await rowsOf(reading, view);
        expect(Object.values(live).flat().length).toBeGreaterThan(0);
        await rebuild({ store, view, dataSource: reading.dataSource, tell });
        expect({ [view.name]: await rowsOf(reading, view) }).toEqual({ [view.name]: live });
      }
    } finally {
      await reading.close();
      await pool.end();
      await store.close();
      await postgres.stop();
    }
  }, 120_000);
});

async function eraseSome(api: ApiClient, recorded: readonly Acknowledged[]): Promise<string[]> {
  const people = [...new Set(recorded.flatMap(({ personId }) => personId ?? []))].slice(0, 3);
  for (const [index, personId] of people.entries()) {
    const { status } = await api.post(
      'governance-national.practitioner',
      `/person/${personId}/erase-person`,
      { reason: 'Retention ended.' },
      `erasure-${index}`,
    );
    if (status !== 200) throw new Error(`The erasure answered ${status}.`);
  }
  return people;
}
