import { kindOf } from '#event-store/eventstoredb-errors';
import { asked, isOurs, logPosition, recorded } from '#event-store/eventstoredb-events';
import {
  type Filter,
  type Position,
  type ReadAll,
  type ReadStream,
  type RecordedEvent,
  StoreUnavailable,
  StreamDeleted,
  StreamNotFound,
} from '#event-store/event-store';
import { type Page, type Paged, readAll } from '#event-store/paged';
import {
  type AllStreamResolvedEvent,
  ErrorType,
  type EventStoreDBClient,
  type Position as LogPosition,
  type ReadAllOptions,
  type ReadStreamOptions,
  type ResolvedEvent,
} from '@eventstore/db-client';

/** Events in one page. */
const PAGE = 500;

/** Events looked at, first and next, for the last that is ours: the server's own are few at the end of a log. */
const GLANCES = [1, 16];

export const matches = (event: RecordedEvent, filter: Filter | undefined): boolean => {
  if (!filter) return true;
  if ('types' in filter) return filter.types.includes(event.type);
  return filter.streams.some((prefix) => event.stream.startsWith(prefix));
};

/** Each page is a call that is read to its end: a reader that stops, or is slow, holds nothing on the server. */
export class Reader implements Paged {
  readonly #client: () => EventStoreDBClient;

  /** @param client throws once the store is closed */
  constructor(client: () => EventStoreDBClient) {
    this.#client = client;
  }

  async *readStream(stream: string, options: ReadStream): AsyncGenerator<RecordedEvent> {
    const { direction, from, limit } = rangeOf(options);
    if (from === undefined || limit <= 0) {
      await this.last(stream);
      return;
    }
    let next: bigint | 'start' | 'end' | undefined = from;
    for (let left = limit; left > 0 && next !== undefined;) {
      const maxCount = Math.min(PAGE, left);
      const events = await this.#ofStream(stream, { direction, fromRevision: next, maxCount });
      yield* events;
      left -= events.length;
      next = events.length < maxCount ? undefined : following(events.at(-1), direction);
    }
  }

  /** @throws StreamNotFound, StreamDeleted */
  async last(stream: string): Promise<RecordedEvent | undefined> {
    const [event] = await this.#ofStream(stream, { direction: 'backwards', fromRevision: 'end', maxCount: 1 });
    return event;
  }

  /** One call, where that says it all. */
  async *readAll({ after = 0n, filter, limit = Infinity }: ReadAll): AsyncGenerator<RecordedEvent> {
    const maxCount = (filter ? PAGE : Math.min(PAGE, limit)) + 1;
    const page = await this.#ofAll({ fromPosition: beginning(after), maxCount });
    const told = page.filter((event) => event.position > after && isOurs(event) && matches(event, filter));
    yield* told.slice(0, Math.max(0, limit));
    const left = limit - told.length;
    if (left <= 0 || page.length < maxCount) return;
    const last = page.at(-1)?.position;
    yield* readAll(this, { after: last, filter, limit: left === Infinity ? undefined : left });
  }

  async *pages(after: Position, upTo: Position, filter?: Filter, most = PAGE): AsyncGenerator<Page> {
    const maxCount = (filter ? PAGE : Math.min(PAGE, most)) + 1;
    for (let at = after; at < upTo;) {
      const events = await this.#ofAll({ fromPosition: beginning(at), maxCount });
      const last = events.at(-1)?.position ?? upTo;
      const told = events.filter(({ position }) => position > at && position <= upTo);
      at = events.length < maxCount || last > upTo ? upTo : last;
      yield { events: told.filter((event) => isOurs(event) && matches(event, filter)), upTo: at };
    }
  }

  async head(): Promise<Position> {
    let fromPosition: LogPosition | 'end' = 'end';
    for (let glance = 0; ; glance += 1) {
      const maxCount = GLANCES[glance] ?? PAGE;
      const events = await this.#ofAll({ direction: 'backwards', fromPosition, maxCount });
      const ours = events.find(isOurs);
      const first = events.at(-1);
      if (ours || !first || events.length < maxCount) return ours?.position ?? 0n;
      fromPosition = logPosition(first.position);
    }
  }

  /** The position of the last event before, whoever's it is; 0n where there is none. */
  async lastBefore(fromPosition: LogPosition | 'end'): Promise<Position> {
    const [event] = await this.#ofAll({ direction: 'backwards', fromPosition, maxCount: 1 });
    return event?.position ?? 0n;
  }

  async #ofStream(stream: string, options: ReadStreamOptions): Promise<RecordedEvent[]> {
    try {
      return await collected(this.#client().readStream(stream, { ...asked, ...options }));
    } catch (cause) {
      if (kindOf(cause) === ErrorType.STREAM_NOT_FOUND) throw new StreamNotFound(stream);
      if (kindOf(cause) === ErrorType.STREAM_DELETED) throw new StreamDeleted(stream);
      throw new StoreUnavailable(cause);
    }
  }

  async #ofAll(options: ReadAllOptions): Promise<RecordedEvent[]> {
    try {
      return await collected(this.#client().readAll({ ...asked, ...options }));
    } catch (cause) {
      throw new StoreUnavailable(cause);
    }
  }
}

const beginning = (after: Position): LogPosition | 'start' => (after === 0n ? 'start' : logPosition(after));

/** `from` is undefined where there can be nothing: after the end. */
function rangeOf({ direction = 'forwards', from, limit = Infinity }: ReadStream) {
  if (direction === 'backwards') return { direction, limit, from: from ?? 'end' };
  return { direction, limit, from: from === 'end' ? undefined : (from ?? 'start') };
}

function following(last: RecordedEvent | undefined, direction: 'forwards' | 'backwards'): bigint | undefined {
  if (!last) return undefined;
  if (direction === 'forwards') return last.revision + 1n;
  return last.revision === 0n ? undefined : last.revision - 1n;
}

async function collected(read: AsyncIterable<ResolvedEvent | AllStreamResolvedEvent>): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const resolved of read) {
    const event = recorded(resolved);
    if (event) events.push(event);
  }
  return events;
}
