import { IDENTITY_STREAM } from '#event-store/eventstoredb-events';
import { follow, Subscribed } from '#event-store/eventstoredb-follow';
import { Reader } from '#event-store/eventstoredb-read';
import { Writer } from '#event-store/eventstoredb-write';
import { type EventStore, StoreUnavailable, StreamNotFound, WrongExpectedVersion } from '#event-store/event-store';
import { EventStoreDBClient } from '@eventstore/db-client';
import { randomUUID } from 'node:crypto';

export interface EventStoreDbStoreOptions {
  /** `esdb://…` or `esdb+discover://…` as the server's documentation has it; `kurrentdb` says the same. */
  readonly url: string;
  /** Milliseconds that the server may take for an append. 20,000 if not said. */
  readonly answerWithin?: number;
}

/**
 * The log in EventStoreDB 23.10 or later.
 * @throws StoreUnavailable where the server cannot be reached
 */
export async function eventStoreDbStore({ url, answerWithin = 20_000 }: EventStoreDbStoreOptions): Promise<EventStore> {
  const client = EventStoreDBClient.connectionString(inTheClientsTerms(url));
  const subscriptions = new Set<Subscribed>();
  let closing: Promise<void> | undefined;
  const open = () => {
    if (closing) throw new StoreUnavailable(new Error('The store was closed.'));
    return client;
  };
  const reader = new Reader(open);
  const writer = new Writer(open, reader, answerWithin);
  const store: EventStore = {
    append: (stream, expected, events) => writer.append(stream, expected, events),
    readStream: (stream, reading = {}) => reader.readStream(stream, reading),
    readAll: (reading = {}) => reader.readAll(reading),
    follow: (following) =>
      follow({ reader, subscribe: (...asked) => new Subscribed(open(), subscriptions, ...asked) }, following),
    head: () => reader.head(),
    deleteStream: (stream, expected, kind) => writer.deleteStream(stream, expected, kind),
    identity: () => identity(reader, writer),
    close: () => {
      for (const subscribed of subscriptions) subscribed.end(new Error('The store was closed.'));
      return (closing ??= client.dispose());
    },
  };
  try {
    // The first call may meet a follower of the cluster; the client then knows its leader.
    await store.identity().catch(() => store.identity());
    return store;
  } catch (cause) {
    await store.close();
    throw cause instanceof StoreUnavailable ? cause : new StoreUnavailable(cause);
  }
}

/** The client knows the older scheme alone, and an append that fails is always to be an error. */
const inTheClientsTerms = (url: string): string =>
  url.replace(/^kurrentdb/, 'esdb').replace(/([?&]throwOnAppendFailure=)\w+/i, '$1true');

/** Written down once, by whoever opens the log first. */
async function identity(reader: Reader, writer: Writer): Promise<string> {
  try {
    const written = await reader.last(IDENTITY_STREAM);
    return (JSON.parse(written?.data ?? '{}') as { identity: string }).identity;
  } catch (cause) {
    if (!(cause instanceof StreamNotFound)) throw cause;
  }
  const data = JSON.stringify({ identity: randomUUID() });
  const event = { id: randomUUID(), type: 'LogIdentified', data, metadata: {} };
  await writer.append(IDENTITY_STREAM, 'no-stream', [event]).catch((cause: unknown) => {
    if (!(cause instanceof WrongExpectedVersion)) throw cause;
  });
  return identity(reader, writer);
}
