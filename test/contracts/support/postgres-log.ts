import type { EventStore } from '#event-store/event-store';
import { postgresStore } from '#event-store/postgres';
import type { LogUnderTest } from '#test/contracts/event-store/log-under-test';
import { appendFirst } from '#event-store/postgres-schema';
import { lossyProxy } from '#test/contracts/support/lossy-proxy';
import { createTestDatabase, type TestDatabase } from '#test/support/database';
import { randomUUID } from 'node:crypto';
import pg from 'pg';

/** Every twentieth stream, by its name, takes its time to commit. */
const SLOW_COMMITS = `
create function slow_commit() returns trigger language plpgsql as $$
begin
  if hashtext(new.stream) % 20 = 0 then perform pg_sleep(0.003); end if;
  return null;
end $$;
create constraint trigger slow_commit after insert on event_store.event
  deferrable initially deferred for each row execute function slow_commit();
`;

async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const ofTheStores = `datname = current_database() and application_name like 'event-store %'`;

/** The rows themselves, of the form that `someEvents` has. */
const FILL = `
insert into event_store.event (stream, revision, id, type, data, metadata)
select 'filled', n - 1, gen_random_uuid(), 'HandoverSent', format('{"step":%s}', n)::json, '{"user":"u1"}'
from generate_series(1, $1::int) as n
`;

/** A log in a database of its own on the PostgreSQL of the test run. */
export const postgresLog = async () => logIn(await createTestDatabase());

function logIn(database: TestDatabase): LogUnderTest & { readonly url: string } {
  const { url } = database;
  const closing: (() => Promise<void>)[] = [];
  const kept = (store: EventStore) => {
    closing.push(() => store.close());
    return store;
  };
  const interrupt = () =>
    connected(url, async (client) => {
      await client.query(`select pg_terminate_backend(pid) from pg_stat_activity where ${ofTheStores}`);
    });
  return {
    url,
    open: async () => kept(await postgresStore({ connectionString: url })),
    openLosingAnswers: async () => {
      const proxy = await lossyProxy(url);
      const store = kept(await postgresStore({ connectionString: proxy.url }));
      closing.push(() => proxy.close());
      proxy.loseNextAnswer();
      return store;
    },
    interrupt,
    slowSomeCommits: () =>
      connected(url, async (client) => {
        await client.query(SLOW_COMMITS);
      }),
    rollBackAnAppend: () =>
      connected(url, async (client) => {
        await client.query('begin');
        await client.query(appendFirst, [`never-${randomUUID()}`, 0, randomUUID(), 'Never', '{}', '{}']);
        await client.query('rollback');
      }),
    beginLongTransactions: () => longTransactions(url),
    connections: () =>
      connected(url, async (client) => {
        const counted = await client.query<{ count: number }>(
          `select count(*)::int from pg_stat_activity where ${ofTheStores}`,
        );
        return counted.rows[0]?.count ?? 0;
      }),
    fill: (count) =>
      connected(url, async (client) => {
        await client.query(FILL, [count]);
      }),
    copy: async () => {
      await interrupt();
      return logIn(await createTestDatabase({ copyOf: url }));
    },
    destroy: async () => {
      for (const close of closing) await close();
      await database.drop();
    },
  };
}

/** Writing transactions that stay open: one in the log's own database, one in another of the same server. */
async function longTransactions(url: string): Promise<() => Promise<void>> {
  const other = await createTestDatabase();
  const clients = [new pg.Client(url), new pg.Client(other.url)];
  for (const client of clients) {
    await client.connect();
    await client.query('begin; create table held (n int); insert into held values (1)');
  }
  return async () => {
    for (const client of clients) {
      await client.query('rollback');
      await client.end();
    }
    await other.drop();
  };
}
