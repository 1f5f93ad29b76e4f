import pg from 'pg';

/** How long to wait for a connection, in milliseconds. */
const CONNECT_WITHIN = 10_000;

export type Use = 'append' | 'read' | 'follow';

function settings(connectionString: string, use: Use): pg.ClientConfig {
  return {
    connectionString,
    application_name: `event-store ${use}`,
    connectionTimeoutMillis: CONNECT_WITHIN,
    keepAlive: true,
  };
}

/** A connection of its own, for one use, on which `first` was said. */
export async function connect(connectionString: string, use: Use, first = ''): Promise<pg.Client> {
  const client = new pg.Client(settings(connectionString, use));
  client.on('error', () => undefined);
  await client.connect();
  try {
    // The cast: pg's types say nothing of the time that one query may take.
    if (first) await client.query({ text: first, query_timeout: CONNECT_WITHIN } as pg.QueryConfig);
  } catch (cause) {
    await client.end();
    throw cause;
  }
  return client;
}

/** Connections for reading, lent for one page at a time. */
export function readers(connectionString: string, max: number): pg.Pool {
  const pool = new pg.Pool({
    ...settings(connectionString, 'read'),
    max,
    statement_timeout: 30_000,
    query_timeout: 35_000,
  });
  pool.on('error', () => undefined);
  return pool;
}
