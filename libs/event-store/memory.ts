import { accepted, checkExpected, checkName } from '#event-store/accepted';
import {
  type Appended,
  type EventStore,
  type Expected,
  type Filter,
  type Followed,
  type NewEvent,
  type Position,
  type ReadAll,
  type ReadStream,
  type RecordedEvent,
  StoreUnavailable,
  StreamDeleted,
  StreamNotFound,
  SubscriptionDropped,
  WrongExpectedVersion,
} from '#event-store/event-store';
import { Wakes } from '#event-store/wakes';
import { randomUUID } from 'node:crypto';

interface Stream {
  readonly events: RecordedEvent[];
  /** What is before this revision was deleted. */
  keptFrom: number;
  closed: boolean;
}

/** What several stores can hold in common, as several processes hold one server. */
export class MemoryLog {
  readonly identity = randomUUID();
  readonly events: RecordedEvent[] = [];
  readonly streams = new Map<string, Stream>();
  readonly subscriptions = new Set<Wakes>();

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
  return {
    append: async (stream, expected, events) => append(open(), stream, expected, events),
    readStream: (stream, options = {}) => readStream(open, stream, options),
    readAll: (options = {}) => readAll(open, options),
    follow: (options) => follow(open, subscriptions, options),
    head: async () => open().head,
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
  return { firstRevision: first, lastRevision: first + BigInt(events.length) - 1n, position: log.head };
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
  const fits =
    expected === 'any' ||
    expected === last ||
    (expected === 'exists' && isThere(stream)) ||
    (expected === 'no-stream' && !isThere(stream) && stream.events[0]?.id !== firstId);
  if (!fits) throw new WrongExpectedVersion(name, expected, last);
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
  const forwards = options.direction !== 'backwards';
  const last = stream.events.length - 1;
  const { from = forwards ? 'start' : 'end', limit = Infinity } = options;
  let at = from === 'start' ? 0 : from === 'end' ? last + (forwards ? 1 : 0) : Number(from);
  at = forwards ? Math.max(at, stream.keptFrom) : Math.min(at, last);
  for (let left = limit; left > 0 && at >= stream.keptFrom; left -= 1) {
    const event = stream.events[at];
    if (!event) return;
    yield copy(event);
    at += forwards ? 1 : -1;
  }
}

async function* readAll(open: () => MemoryLog, { after = 0n, filter, limit = Infinity }: ReadAll) {
  const log = open();
  const end = log.events.length;
  let left = limit;
  for (let at = log.indexAfter(after); at < end && left > 0; at += 1) {
    const event = open().events[at];
    if (!event || !matches(event, filter)) continue;
    left -= 1;
    yield copy(event);
  }
}

type Following = Parameters<EventStore['follow']>[0];

async function* follow(open: () => MemoryLog, own: Set<Wakes>, options: Following): AsyncGenerator<Followed> {
  const wakes = new Wakes();
  let log: MemoryLog | undefined;
  try {
    log = open();
    own.add(wakes);
    log.subscriptions.add(wakes);
    yield* told(log, wakes, options);
  } catch (cause) {
    throw new SubscriptionDropped(cause);
  } finally {
    own.delete(wakes);
    log?.subscriptions.delete(wakes);
  }
}

async function* told(
  log: MemoryLog,
  wakes: Wakes,
  { after = 0n, filter, signal }: Following,
): AsyncGenerator<Followed> {
  if (log.head < after) throw new Error(`The log ends at ${log.head}, before ${after}: it is another log.`);
  let at = after;
  for (let live = false; !signal.aborted; live = true) {
    const count = wakes.count;
    const page = log.events.slice(log.indexAfter(at));
    for (const event of page.filter((each) => matches(each, filter))) {
      if (signal.aborted) return;
      yield { event: copy(event) };
    }
    const last = page.at(-1);
    if (last && !matches(last, filter)) yield { checkpoint: last.position };
    at = last?.position ?? at;
    if (!live) yield { caughtUp: true };
    await wakes.since(count, signal);
  }
}

const copy = (event: RecordedEvent): RecordedEvent => ({ ...event, metadata: { ...event.metadata } });

function matches(event: RecordedEvent, filter: Filter | undefined): boolean {
  if (!filter) return true;
  if ('types' in filter) return filter.types.includes(event.type);
  return filter.streams.some((prefix) => event.stream.startsWith(prefix));
}
