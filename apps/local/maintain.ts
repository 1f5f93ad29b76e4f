import { startPostgres } from '#local/embedded-postgres';
import { masterKeyIn } from '#local/master-key';
import { teller } from '#commands/tell';
import { masterKey, postgresKeys } from '#privacy/keys';
import { verify } from '#privacy/chain';
import { readMasterKey } from '#platform/configuration';
import { readSide } from '#platform/read-side';
import { openStore } from '#platform/store';
import { replayMessages } from '#messages/inbound/kept';
import { rebuildTogether } from '#read-models/rebuild';
import { loadReference } from '#reference/load';
import type { EventStore } from '#event-store/event-store';
import { join } from 'node:path';
import { Pool } from 'pg';
import { validate as isUuid } from 'uuid';

const folder = process.env['DATA_FOLDER'] ?? '.data';

async function verifyLog(store: EventStore): Promise<void> {
  const { events, streams, breaks } = await verify(store.readAll());
  for (const { stream, revision, why } of breaks) console.error(`${stream} at ${revision}: ${why}.`);
  console.log(
    `${events} events in ${streams} streams: ${breaks.length === 0 ? 'nobody has changed the log.' : `${breaks.length} breaks.`}`,
  );
  if (breaks.length > 0) process.exitCode = 1;
}

async function rebuildViews(store: EventStore, databaseUrl: string, names: readonly string[]): Promise<void> {
  const reference = await loadReference({ directory: process.env['DIRECTORY_FILE'] });
  const reading = await readSide({ databaseUrl, reference, store });
  const pool = new Pool({ connectionString: databaseUrl, max: 2 });
  try {
    const key = readMasterKey(process.env);
    const tell = teller(await postgresKeys(pool, key ? masterKey(key) : masterKeyIn(folder)));
    const chosen = reading.views.filter(({ name }) => names.length === 0 || names.includes(name));
    const known = reading.views.map(({ name }) => name);
    const unknown = names.filter((name) => !known.includes(name));
    if (unknown.length > 0) throw new Error(`There is no view ${unknown.join(', ')}. There are: ${known.join(', ')}.`);
    await rebuildTogether(chosen, { store, dataSource: reading.dataSource, tell });
    for (const { name } of chosen) console.log(`${name} has been rebuilt.`);
  } finally {
    await pool.end();
    await reading.close();
  }
}

/** Tries dead messages again, all where none is named by its id in the inbox; the worker deals with them. */
async function replay(store: EventStore, databaseUrl: string, ids: readonly string[]): Promise<void> {
  const stray = ids.find((id) => !isUuid(id));
  if (stray !== undefined)
    throw new Error(`${stray} is not the id of a message in the inbox: GET /message/inbox?state=dead lists them.`);
  const reference = await loadReference({ directory: process.env['DIRECTORY_FILE'] });
  const reading = await readSide({ databaseUrl, reference, store });
  try {
    const chosen = ids.length === 0 ? [{}] : ids.map((id) => ({ id }));
    let replayed = 0;
    for (const one of chosen) replayed += await replayMessages(reading.dataSource, one);
    console.log(`${replayed === 1 ? '1 dead message is' : `${replayed} dead messages are`} tried again.`);
  } finally {
    await reading.close();
  }
}

type Task = (store: EventStore, databaseUrl: string, names: readonly string[]) => Promise<void>;

const tasks = new Map<string, Task>([
  ['verify', verifyLog],
  ['rebuild', rebuildViews],
  ['replay', replay],
]);

/** `verify` checks the chain of every stream; `rebuild [VIEW…]` builds views again from the log and swaps them in; `replay [MESSAGE…]` tries dead messages again. */
async function main([task = '', ...names]: readonly string[]): Promise<void> {
  const work = tasks.get(task);
  if (!work) throw new Error('Say what to do: verify, rebuild [VIEW…], or replay [MESSAGE…].');
  const postgres =
    process.env['DATABASE_URL'] === undefined
      ? await startPostgres({ folder: join(folder, 'postgres'), log: console.log })
      : undefined;
  const databaseUrl = process.env['DATABASE_URL'] ?? postgres?.url ?? '';
  const store = await openStore({ eventStoreUrl: process.env['EVENTSTORE_URL'], databaseUrl });
  try {
    await work(store, databaseUrl, names);
  } finally {
    await store.close();
    await postgres?.stop();
  }
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
