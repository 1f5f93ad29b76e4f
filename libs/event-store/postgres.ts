import { checkExpected, checkName } from '#event-store/accepted';
import {
  type EventStore,
  type Expected,
  OutcomeUnknown,
  StoreUnavailable,
  StreamDeleted,
  WrongExpectedVersion,
} from '#event-store/event-store';
import { follow, readAll } from '#event-store/paged';
import { Appender, APPENDING, wire } from '#event-store/postgres-append';
import { connect, readers } from '#event-store/postgres-connections';
import { failedWrite } from '#event-store/postgres-errors';
import { Listener } from '#event-store/postgres-follow';
import { Reader } from '#event-store/postgres-read';
import { installEventStore } from '#event-store/postgres-schema';
import type pg from 'pg';

/** How long a subscription waits without being told before it looks anyway, in milliseconds. */
const LOOK_ANYWAY = 1_000;

export interface PostgresStoreOptions {
  readonly connectionString: string;
  /** Connections for reading; one more appends and one more listens. 4 if not said. */
  readonly readers?: number;
}

/**
 * The log in PostgreSQL, in the schema `event_store`, which is made if it is not there.
 * @throws StoreUnavailable where the server cannot be reached
 */
export async function postgresStore(options: PostgresStoreOptions): Promise<EventStore> {
  const { connectionString } = options;
  await install(connectionString);
  const pool = readers(connectionString, options.readers ?? 4);
  const reader = new Reader(pool);
  const listener = new Listener(() => connect(connectionString, 'follow'));
  const appender = new Appender(
    () => connect(connectionString, 'append', APPENDING),
    () => listener.wake(),
  );
  let closing: Promise<void> | undefined;
  return {
    append: (stream, expected, events) => appender.append(stream, expected, events),
    readStream: (stream, reading = {}) => reader.readStream(stream, reading),
    readAll: (reading = {}) => readAll(reader, reading),
    follow: (following) => follow(reader, () => listener.wakes(), { ...following, lookAnyway: LOOK_ANYWAY }),
    head: () => reader.head(),
    deleteStream: (stream, expected, kind) => deleteStream(pool, stream, expected, kind === 'tombstone'),
    identity: () => reader.identity(),
    close: () => (closing ??= Promise.all([appender.close(), listener.close(), pool.end()]).then(() => undefined)),
  };
}

async function install(connectionString: string): Promise<void> {
  let client: pg.Client;
  try {
    client = await connect(connectionString, 'read');
  } catch (cause) {
    throw new StoreUnavailable(cause);
  }
  try {
    await installEventStore(client);
  } finally {
    await client.end();
  }
}

async function deleteStream(pool: pg.Pool, stream: string, expected: Expected, forGood: boolean): Promise<void> {
  checkName('The stream', stream);
  checkExpected(expected);
  const client = await pool.connect().catch((cause: unknown) => {
    throw new StoreUnavailable(cause);
  });
  let failure: Error | undefined;
  try {
    const answer = await client.query<{ outcome: string; revision: string }>(
      'select outcome, revision from event_store.delete_stream($1, $2, $3)',
      [stream, wire(expected), forGood],
    );
    const { outcome, revision } = answer.rows[0] ?? {};
    if (outcome === 'closed') throw new StreamDeleted(stream);
    if (outcome === 'conflict')
      throw new WrongExpectedVersion(stream, expected, revision === '-1' ? 'no-stream' : BigInt(revision ?? 0));
  } catch (cause) {
    if (cause instanceof StreamDeleted || cause instanceof WrongExpectedVersion) throw cause;
    failure = failedWrite(cause);
    throw failure;
  } finally {
    client.release(failure instanceof OutcomeUnknown);
  }
}
