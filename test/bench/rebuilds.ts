import { teller } from '#commands/tell';
import type { EventStore, RecordedEvent } from '#event-store/event-store';
import { postgresStore } from '#event-store/postgres';
import { masterKeyIn } from '#local/master-key';
import { readSide } from '#platform/read-side';
import { postgresKeys } from '#privacy/keys';
import { rebuildTogether } from '#read-models/rebuild';
import { loadReference } from '#reference/load';
import { multiply } from '#test/bench/copies';
import { alternating, type Round } from '#test/bench/measure';
import { ApiClient } from '#test/journeys/client';
import { caseload } from '#test/simulate/caseload';
import { record } from '#test/simulate/run';
import type { LocalProgram } from '#test/bench/programs';
import { Pool } from 'pg';

const PAGE = 1_000;

/** Half a year of invented people, recorded through the API as the simulation records it. */
export async function recordCaseload({ url, tokenUri }: LocalProgram, people: number): Promise<void> {
  const diaries = caseload(await loadReference(), { people, from: '2025-01-06', to: '2025-07-06', seed: 1 });
  await record(diaries, {
    api: new ApiClient(url, tokenUri),
    moveClock: () => Promise.resolve(),
    users: 32,
    name: 'bench',
    progress: () => undefined,
  });
}

const factTable = `
  create table floor_fact (
    position bigint primary key, stream text not null, revision bigint not null, id uuid not null,
    type text not null, data json not null, metadata json not null
  )`;

async function write(pool: Pool, events: readonly RecordedEvent[]): Promise<void> {
  await pool.query({
    name: 'floor-facts',
    text: `with unhurried as materialized (select set_config('synchronous_commit', 'off', true))
           insert into floor_fact select f.* from
           unnest($1::bigint[], $2::text[], $3::bigint[], $4::uuid[], $5::text[], $6::json[], $7::json[]) as f, unhurried`,
    values: [
      events.map(({ position }) => String(position)),
      events.map(({ stream }) => stream),
      events.map(({ revision }) => String(revision)),
      events.map(({ id }) => id),
      events.map(({ type }) => type),
      events.map(({ data }) => data),
      events.map(({ metadata }) => JSON.stringify(metadata)),
    ],
  });
}

/** The least that a view of every fact costs: the log read in pages, each written to one table by one statement. */
async function bulk(store: EventStore, pool: Pool): Promise<Round> {
  await pool.query('drop table if exists floor_fact');
  await pool.query(factTable);
  const began = performance.now();
  let count = 0;
  let page: RecordedEvent[] = [];
  for await (const event of store.readAll()) {
    count += 1;
    page.push(event);
    if (page.length < PAGE) continue;
    await write(pool, page);
    page = [];
  }
  if (page.length > 0) await write(pool, page);
  return { count, seconds: (performance.now() - began) / 1000 };
}

export interface Rebuilds {
  readonly events: number;
  /** Events per second, into one table. */
  readonly floor: number;
  /** Events per second, into all views at once. */
  readonly rebuild: number;
}

/** Multiplies the recorded log, then rebuilds every view of it at once, beside the floor. Nothing else may own the views meanwhile. */
export async function measureRebuilds(
  databaseUrl: string,
  folder: string,
  { rounds, events: least }: { rounds: number; events: number },
): Promise<Rebuilds> {
  const store = await postgresStore({ connectionString: databaseUrl });
  const reading = await readSide({ databaseUrl, reference: await loadReference(), store });
  const pool = new Pool({ connectionString: databaseUrl, max: 2 });
  try {
    const keys = await postgresKeys(pool, masterKeyIn(folder));
    const tell = teller(keys);
    await multiply(store, keys, least);
    const { count: events } = await bulk(store, pool);
    const all = async (): Promise<Round> => {
      const began = performance.now();
      await rebuildTogether(reading.views, { store, dataSource: reading.dataSource, tell });
      return { count: events, seconds: (performance.now() - began) / 1000 };
    };
    const rates = await alternating(rounds, { floor: () => bulk(store, pool), rebuild: all });
    return { events, ...rates };
  } finally {
    await pool.end();
    await reading.close();
    await store.close();
  }
}
