import { accepted, checkExpected, checkName } from '#event-store/accepted';
import {
  type Appended,
  type EventStore,
  type Expected,
  type Filter,
  type Followed,
  type NewEvent,
  type Position,
  type ReadStream,
  type RecordedEvent,
  StoreUnavailable,
  StreamDeleted,
  StreamNotFound,
  WrongExpectedVersion,
} from '#event-store/event-store';
import { follow, type Followable, type Following, readAll } from '#event-store/paged';
import { Wakes } from '#event-store/wakes';
import { randomUUID } from 'node:crypto';

/** Events passed over at a time. */
const PAGE = 1_000;

interface Stream {
  readonly events: RecordedEvent[];
  /** What is before this revision was deleted. */
  keptFrom: number;
  closed: boolean;
}

/** What several stores can hold in common, as several processes hold one server. */
export class MemoryLog {
  readonly events: RecordedEvent[] = [];
  readonly streams = new Map<string, Stream>();
  readonly subscriptions = new Set<Wakes>();

  constructor(readonly identity: string = randomUUID()) {}

  get head(): Position {
    return this.events.at(-1)?.position ?? 0n;
  }

  /** Ends every subscription, as a server that goes away does. */
  interrupt(): void {
    for (const subscription of this.subscriptions) subscription.fail(new Error('The log was interrupted.'));
  }

  /** The index of the first event after this position. */
  indexAfter(position: Position): number {
    let low = 0;
    for (let high = this.events.length; low < high;) {
      const middle = (low + high) >> 1;
      if ((this.events[middle]?.position ?? 0n) <= position) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The log in memory, for specifications: gone when the process is. Positions have gaps, as those of a server may. */
export function memoryStore(log = new MemoryLog()): EventStore {
  const subscriptions = new Set<Wakes>();
  let closed = false;
  const open = () => {
    if (closed) throw new StoreUnavailable(new Error('The store was closed.'));
    return log;
  };
  const pages = paged(open);
  async function* followed(options: Following): AsyncGenerator<Followed> {
    const wakes = new Wakes();
    for (const set of [subscriptions, log.subscriptions]) set.add(wakes);
    try {
      yield* follow(pages, async () => wakes, options);
    } finally {
      for (const set of [subscriptions, log.subscriptions]) set.delete(wakes);
    }
  }
  return {
    append: async (stream, expected, events) => append(open(), stream, expected, events),
    readStream: (stream, options = {}) => readStream(open, stream, options),
    readAll: (options = {}) => readAll(pages, options),
    follow: (options) => followed(options),
    head: () => pages.head(),
    deleteStream: async (stream, expected, kind) => deleteStream(open(), stream, expected, kind),
    identity: async () => open().identity,
    close: async () => {
      closed = true;
      for (const subscription of subscriptions) subscription.fail(new Error('The store was closed.'));
    },
  };
}

const streamIn = (log: MemoryLog, name: string): Stream =>
  log.streams.get(name) ?? { events: [], keptFrom: 0, closed: false };

const isThere = (stream: Stream): boolean => stream.events.length > stream.keptFrom;

function append(log: MemoryLog, name: string, expected: Expected, asked: readonly NewEvent[]): Appended {
  const { events } = accepted(name, asked);
  checkExpected(expected);
  const stream = streamIn(log, name);
  if (stream.closed) throw new StreamDeleted(name);
  const before = repeated(stream, expected, events);
  if (before) return before;
  check(name, stream, expected, events[0]?.id);
  log.streams.set(name, stream);
  const first = BigInt(stream.events.length);
  for (const event of events) record(log, name, stream, event);
  for (const subscription of log.subscriptions) subscription.wake();
  return { firstRevision: first, lastRevision: first + BigInt(events.length) - 1n, position: log.head, fresh: true };
}

function record(log: MemoryLog, name: string, stream: Stream, event: NewEvent): void {
  const recorded = {
    id: event.id,
    type: event.type,
    data: event.data,
    metadata: { ...event.metadata },
    stream: name,
    revision: BigInt(stream.events.length),
    position: log.head + BigInt(event.data.length) + 1n,
  };
  stream.events.push(recorded);
  log.events.push(recorded);
}

/** The same ids at the place where they are expected: the original result, as long as they are not to be written now. */
function repeated(stream: Stream, expected: Expected, events: readonly NewEvent[]): Appended | undefined {
  if (expected === 'any' || expected === 'exists') return undefined;
  const first = expected === 'no-stream' ? 0 : Number(expected) + 1;
  const there = stream.events.slice(first, first + events.length);
  const last = there.at(-1);
  if (!last || there.length < events.length || there.some((event, index) => event.id !== events[index]?.id))
    return undefined;
  return { firstRevision: BigInt(first), lastRevision: last.revision, position: last.position };
}

/**
 * A deleted stream is not there, and still goes on from its last revision; but what it began with does not begin it again.
 * @throws WrongExpectedVersion
 */
function check(name: string, stream: Stream, expected: Expected, firstId?: string): void {
  const last = stream.events.at(-1)?.revision ?? 'no-stream';
  const begins = !isThere(stream) && stream.events[0]?.id !== firstId;
  const fits = { any: true, exists: isThere(stream), 'no-stream': begins };
  if (expected === last || (typeof expected === 'string' && fits[expected])) return;
  throw new WrongExpectedVersion(name, expected, last);
}

function deleteStream(log: MemoryLog, name: string, expected: Expected, kind: 'soft' | 'tombstone'): void {
  checkName('The stream', name);
  checkExpected(expected);
  const stream = streamIn(log, name);
  if (stream.closed) throw new StreamDeleted(name);
  check(name, stream, expected);
  stream.keptFrom = stream.events.length;
  stream.closed = kind === 'tombstone';
  log.streams.set(name, stream);
}

async function* readStream(open: () => MemoryLog, name: string, options: ReadStream): AsyncGenerator<RecordedEvent> {
  const stream = streamIn(open(), name);
  if (stream.closed) throw new StreamDeleted(name);
  if (!isThere(stream)) throw new StreamNotFound(name);
  for (const event of range(stream, options).slice(0, options.limit)) yield copy(event);
}

function range({ events, keptFrom }: Stream, { from, direction }: ReadStream): RecordedEvent[] {
  const backwards = direction === 'backwards';
  const start = from ?? (backwards ? 'end' : 'start');
  const at = typeof start === 'bigint' ? Number(start) : { start: 0, end: events.length }[start];
  return backwards ? events.slice(keptFrom, at + 1).reverse() : events.slice(Math.max(at, keptFrom));
}

function paged(open: () => MemoryLog): Followable {
  return {
    head: async () => open().head,
    async *pages(after, upTo, filter, size = PAGE) {
      for (let at = after; at < upTo;) {
        const { events } = open();
        const from = open().indexAfter(at);
        const seen = events.slice(from, from + size).filter((event) => event.position <= upTo);
        at = seen.at(-1)?.position ?? upTo;
        yield { events: seen.filter((event) => matches(event, filter)).map(copy), upTo: at };
      }
    },
    async *rest(after) {
      for (let at = after; at < open().head;) {
        const from = open().indexAfter(at);
        const events = open()
          .events.slice(from, from + PAGE)
          .map(copy);
        at = events.at(-1)?.position ?? open().head;
        yield { events, upTo: at };
      }
    },
  };
}

const copy = (event: RecordedEvent): RecordedEvent => ({ ...event, metadata: { ...event.metadata } });

function matches(event: RecordedEvent, filter: Filter | undefined): boolean {
  if (!filter) return true;
  if ('types' in filter) return filter.types.includes(event.type);
  return filter.streams.some((prefix) => event.stream.startsWith(prefix));
}
