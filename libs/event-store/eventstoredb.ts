import { accepted, checkExpected, checkName } from '#event-store/accepted';
import { failedWrite, kindOf } from '#event-store/eventstoredb-errors';
import { IDENTITY_STREAM, proposed, wire } from '#event-store/eventstoredb-events';
import { follow, type Log, Subscribed } from '#event-store/eventstoredb-follow';
import { Reader } from '#event-store/eventstoredb-read';
import {
  type Appended,
  type EventStore,
  type Expected,
  type Followed,
  type NewEvent,
  OutcomeUnknown,
  StoreUnavailable,
  StreamDeleted,
  StreamNotFound,
  WrongExpectedVersion,
} from '#event-store/event-store';
import { type Following, readAll } from '#event-store/paged';
import { ErrorType, EventStoreDBClient, type WrongExpectedVersionError } from '@eventstore/db-client';
import { randomUUID } from 'node:crypto';

/** How long the server may take for an append, in milliseconds: the client waits for an answer without end. */
const ANSWER_WITHIN = 20_000;

/** A revision that no stream reaches. An append that expects it writes nothing, and is told where the stream is. */
const UNREACHED = 4_611_686_018_427_387_904n;

export interface EventStoreDbStoreOptions {
  /** `esdb://…` or `esdb+discover://…`, as the server's documentation has it; the name before the schemes were renamed. */
  readonly url: string;
  /** Milliseconds that the server may take for an append: 20,000 if not said. */
  readonly answerWithin?: number;
}

/**
 * The log in EventStoreDB 23.10 or later, or in KurrentDB.
 * @throws StoreUnavailable where the server cannot be reached
 */
export async function eventStoreDbStore(options: EventStoreDbStoreOptions): Promise<EventStore> {
  const store = new Store(options);
  try {
    await store.identity();
    return store;
  } catch (cause) {
    await store.close();
    throw cause instanceof StoreUnavailable ? cause : new StoreUnavailable(cause);
  }
}

class Store implements EventStore {
  readonly #client: EventStoreDBClient;
  readonly #answerWithin: number;
  readonly #subscriptions = new Set<Subscribed>();
  readonly #reader = new Reader(() => this.#open());
  readonly #log: Log;
  #closing: Promise<void> | undefined;

  constructor({ url, answerWithin = ANSWER_WITHIN }: EventStoreDbStoreOptions) {
    this.#client = EventStoreDBClient.connectionString(inClientsTerms(url));
    this.#answerWithin = answerWithin;
    this.#log = {
      reader: this.#reader,
      subscribe: (after, filter) => {
        const subscribed = new Subscribed(this.#open(), after, filter);
        this.#subscriptions.add(subscribed);
        return subscribed;
      },
    };
  }

  async append(stream: string, expected: Expected, asked: readonly NewEvent[]): Promise<Appended> {
    const { events } = accepted(stream, asked);
    checkExpected(expected);
    const data = events.map(proposed);
    const { nextExpectedRevision, position } = await this.#write(stream, expected, () =>
      this.#client.appendToStream(stream, data, { expectedRevision: wire(expected) }),
    );
    const lastRevision = BigInt(nextExpectedRevision);
    return {
      firstRevision: lastRevision - BigInt(events.length) + 1n,
      lastRevision,
      position: position ? BigInt(position.commit) : await this.#positionOf(stream, lastRevision),
    };
  }

  async deleteStream(stream: string, expected: Expected, kind: 'soft' | 'tombstone'): Promise<void> {
    checkName('The stream', stream);
    checkExpected(expected);
    const expectedRevision = expected === 'exists' ? await this.#revisionOf(stream) : wire(expected);
    await this.#write(stream, expected, async () =>
      kind === 'soft'
        ? this.#client.deleteStream(stream, { expectedRevision: expectedRevision as bigint })
        : this.#client.tombstoneStream(stream, { expectedRevision: expectedRevision as bigint }),
    );
  }

  readStream: EventStore['readStream'] = (stream, options = {}) => this.#reader.readStream(stream, options);

  readAll: EventStore['readAll'] = (options = {}) => readAll(this.#reader, options);

  follow(options: Following): AsyncGenerator<Followed> {
    return follow(this.#log, options);
  }

  head(): Promise<bigint> {
    return this.#reader.head();
  }

  /** Written down once, by whoever opens the log first. */
  async identity(): Promise<string> {
    for await (const { data } of this.#reader.readStream(IDENTITY_STREAM, { limit: 1 }))
      return (JSON.parse(data) as { identity: string }).identity;
    throw new StoreUnavailable(new Error('The log has no identity.'));
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }
}
