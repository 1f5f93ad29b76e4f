import { accepted, checkExpected, checkName } from '#event-store/accepted';
import { failedWrite, kindOf } from '#event-store/eventstoredb-errors';
import { asked, proposed, wire } from '#event-store/eventstoredb-events';
import type { Reader } from '#event-store/eventstoredb-read';
import {
  type Appended,
  type Expected,
  type NewEvent,
  OutcomeUnknown,
  StreamDeleted,
  StreamNotFound,
  WrongExpectedVersion,
} from '#event-store/event-store';
import { ErrorType, type EventStoreDBClient, jsonEvent, type WrongExpectedVersionError } from '@eventstore/db-client';

/** A revision that no stream reaches: an append that expects it writes nothing, and is told where the stream is. */
const UNREACHED = 4_611_686_018_427_387_904n;

/** What the client throws, as the port words it. */
type Refused = { readonly cause: unknown };

export class Writer {
  readonly #client: () => EventStoreDBClient;
  readonly #reader: Reader;
  readonly #answerWithin: number;

  /** @param answerWithin milliseconds; the client itself would wait for an answer without end */
  constructor(client: () => EventStoreDBClient, reader: Reader, answerWithin: number) {
    this.#client = client;
    this.#reader = reader;
    this.#answerWithin = answerWithin;
  }

  async append(stream: string, expected: Expected, offered: readonly NewEvent[]): Promise<Appended> {
    const { events } = accepted(stream, offered);
    checkExpected(expected);
    const data = events.map(proposed);
    const written = await this.#asked(() =>
      this.#client().appendToStream(stream, data, { ...asked, expectedRevision: wire(expected) }),
    );
    if ('cause' in written) throw await this.#explained(stream, expected, written);
    const lastRevision = written.nextExpectedRevision;
    const firstRevision = lastRevision - BigInt(events.length) + 1n;
    const position = written.position?.commit ?? (await this.#positionOf(stream, lastRevision));
    return { firstRevision, lastRevision, position };
  }

  async deleteStream(stream: string, expected: Expected, kind: 'soft' | 'tombstone'): Promise<void> {
    checkName('The stream', stream);
    checkExpected(expected);
    const at = wire(expected);
    const expectedRevision = at === 'stream_exists' ? await this.#revisionOf(stream) : at;
    const deleted = await this.#asked(() =>
      kind === 'soft'
        ? this.#client().deleteStream(stream, { ...asked, expectedRevision })
        : this.#client().tombstoneStream(stream, { ...asked, expectedRevision }),
    );
    if (!('cause' in deleted)) return;
    const overtaken = expected === 'exists' && kindOf(deleted.cause) === ErrorType.WRONG_EXPECTED_VERSION;
    if (overtaken) return this.deleteStream(stream, expected, kind);
    throw await this.#explained(stream, expected, deleted);
  }

  /** Asks the server, for as long as it may take. Answers with what it refused; throws what else goes wrong. */
  async #asked<T extends object>(ask: () => Promise<T>): Promise<T | Refused> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const words = `The event store has not answered within ${this.#answerWithin} ms.`;
      timer = setTimeout(() => reject(new OutcomeUnknown(new Error(words))), this.#answerWithin);
    });
    try {
      return await Promise.race([ask(), late]);
    } catch (cause) {
      const kind = kindOf(cause);
      if (kind === ErrorType.WRONG_EXPECTED_VERSION || kind === ErrorType.STREAM_DELETED) return { cause };
      throw cause instanceof OutcomeUnknown ? cause : failedWrite(cause);
    } finally {
      clearTimeout(timer);
    }
  }

  /** The server says of a deletion, and of a deleted stream that should exist, less than is wanted: so it is asked. */
  async #explained(stream: string, expected: Expected, { cause }: Refused): Promise<Error> {
    const actual = (cause as Partial<WrongExpectedVersionError>).actualVersion;
    if (typeof actual === 'bigint' && actual >= 0n) return new WrongExpectedVersion(stream, expected, actual);
    if (actual === undefined && expected !== 'exists') return new StreamDeleted(stream);
    const probe = jsonEvent({ type: 'Probe', data: {} });
    const refused = await this.#asked(() =>
      this.#client().appendToStream(stream, probe, { ...asked, expectedRevision: UNREACHED }),
    );
    const found = 'cause' in refused ? (refused.cause as Partial<WrongExpectedVersionError>).actualVersion : undefined;
    if (found === undefined) return new StreamDeleted(stream);
    const there = typeof found === 'bigint' && found >= 0n;
    return new WrongExpectedVersion(stream, expected, there ? found : 'no-stream');
  }

  /** @throws WrongExpectedVersion where the stream is not there, StreamDeleted */
  async #revisionOf(stream: string): Promise<bigint | 'no_stream'> {
    try {
      return (await this.#reader.last(stream))?.revision ?? 'no_stream';
    } catch (cause) {
      if (!(cause instanceof StreamNotFound)) throw cause;
      throw await this.#explained(stream, 'exists', { cause });
    }
  }

  async #positionOf(stream: string, from: bigint): Promise<bigint> {
    for await (const { position } of this.#reader.readStream(stream, { from, limit: 1 })) return position;
    throw new OutcomeUnknown(new Error('The event store has not said where it wrote.'));
  }
}
