import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';

export interface TestDatabase {
  readonly url: string;
  /** Ends whatever is still connected to it. */
  drop(): Promise<void>;
}

async function asAdministrator(work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: serverUrl() });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

const GLANCES = 20;
const EVERY_MS = 50;

/** Waits a moment for connections that are being closed: one that is ended instead fails whatever test runs by then. */
async function left(client: Client, name: string): Promise<void> {
  for (let glance = 0; glance < GLANCES; glance += 1) {
    const { rowCount } = await client.query('select from pg_stat_activity where datname = $1', [name]);
    if (rowCount === 0) return;
    await pause(EVERY_MS);
  }
}

function serverUrl(): string {
  const url = process.env.TEST_DATABASE_URL;
  if (!url) throw new Error('TEST_DATABASE_URL is not set: run Jest with its global setup.');
  return url;
}

/** A fresh database of its own on the run's PostgreSQL: empty, or a copy of another that nobody uses meanwhile. */
export async function createTestDatabase({ copyOf }: { copyOf?: string } = {}): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  const template = copyOf === undefined ? '' : ` template ${new URL(copyOf).pathname.slice(1)}`;
  await asAdministrator((client) => client.query(`create database ${name}${template}`));
  const url = new URL(serverUrl());
  url.pathname = `/${name}`;
  const drop = () =>
    asAdministrator(async (client) => {
      await left(client, name);
      await client.query(`drop database if exists ${name} with (force)`);
    });
  return { url: url.href, drop };
}
