import { Client, type Pool } from 'pg';
import { setTimeout as pause } from 'node:timers/promises';

const LOCKS = 7_462_010;
const ASK_EVERY_MS = 1_000;

/**
 * Does something that only one process may do at a time, once it is this one's turn; given up where the lock may have
 * been lost. Settles when the work does, or on abort.
 */
export async function alone(
  pool: Pool,
  what: string,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const { connectionString } = pool.options;
  const client = new Client({ connectionString, application_name: `throughcare ${what}`, keepAlive: true });
  const lost = new AbortController();
  client.on('error', () => lost.abort());
  client.on('end', () => lost.abort());
  const leading = AbortSignal.any([signal, lost.signal]);
  await client.connect();
  try {
    while (!(await taken(client, what))) await pause(ASK_EVERY_MS, undefined, { signal: leading });
    await work(leading);
  } finally {
    await client.end();
  }
}

async function taken(client: Client, what: string): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1, hashtext($2)) as taken', [
    LOCKS,
    what,
  ]);
  return rows[0]?.taken ?? false;
}
