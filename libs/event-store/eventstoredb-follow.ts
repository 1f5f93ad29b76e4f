import { asked, isOurs, logPosition, recorded } from '#event-store/eventstoredb-events';
import { matches, type Reader } from '#event-store/eventstoredb-read';
import {
  type Filter,
  type Followed,
  type Position,
  type RecordedEvent,
  SubscriptionDropped,
} from '#event-store/event-store';
import type { Following } from '#event-store/paged';
import {
  type AllStreamSubscription,
  type EventStoreDBClient,
  eventTypeFilter,
  excludeSystemEvents,
  type Filter as LogFilter,
  type Position as LogPosition,
  streamNameFilter,
} from '@eventstore/db-client';

/** What waits to be taken at most, before the server is told to wait. */
const AT_MOST = 256;

/** Times 32: events that a filtered subscription passes over between two checkpoints. */
const CHECKPOINT_INTERVAL = 8;

type Told = { readonly event: RecordedEvent } | { readonly seenTo: LogPosition } | { readonly caughtUp: true };

/** What one subscription tells, in the order in which the server told it, in a queue that is bounded. */
export class Subscribed {
  readonly #subscription: AllStreamSubscription;
  readonly #among: Set<Subscribed>;
  #queue: Told[] = [];
  #received = 0;
  /** The client says what is no event at once, before events that it still holds: after how many it belongs. */
  readonly #behind: { readonly after: number; readonly told: Told }[] = [];
  #ended: { readonly cause: unknown } | undefined;
  #wake: () => void = () => undefined;

  /** @param among those of the same store, which end when it is closed */
  constructor(
    client: EventStoreDBClient,
    among: Set<Subscribed>,
    after: Position,
    filter: (options: Checkpointing) => LogFilter,
  ) {
    this.#among = among;
    among.add(this);
    const checkpointReached = (_: unknown, seenTo: LogPosition) => this.#mark({ seenTo });
    this.#subscription = client.subscribeToAll({
      ...asked,
      fromPosition: after === 0n ? 'start' : logPosition(after),
      filter: filter({ checkpointInterval: CHECKPOINT_INTERVAL, checkpointReached }),
    });
    this.#subscription.on('error', (cause: Error) => this.end(cause));
    this.#subscription.on('end', () => this.end(new Error('The server ended the subscription.')));
    this.#subscription.on('caughtUp', () => this.#mark({ caughtUp: true }));
    this.#subscription.on('data', (resolved) => {
      this.#received += 1;
      const event = recorded(resolved);
      if (event) this.#push({ event });
      while (this.#behind[0]?.after === this.#received) this.#pushBehind();
      if (this.#queue.length >= AT_MOST) this.#subscription.pause();
    });
  }

  /** Waits for what is there; nothing once `signal` is aborted. @throws what ended it, when all it told is taken */
  async take(signal: AbortSignal): Promise<readonly Told[]> {
    const wake = () => this.#wake();
    signal.addEventListener('abort', wake, { once: true });
    try {
      while (this.#queue.length === 0 && !signal.aborted) {
        if (this.#ended) throw this.#ended.cause;
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      signal.removeEventListener('abort', wake);
    }
    const taken = this.#queue;
    this.#queue = [];
    this.#subscription.resume();
    return signal.aborted ? [] : taken;
  }

  end(cause: unknown): void {
    this.#ended ??= { cause };
    this.#wake();
  }

  async leave(): Promise<void> {
    this.#among.delete(this);
    this.#subscription.resume();
    await this.#subscription.unsubscribe().catch(() => undefined);
  }

  #mark(told: Told): void {
    const after = this.#received + this.#subscription.readableLength;
    if (after === this.#received) this.#push(told);
    else this.#behind.push({ after, told });
  }

  #pushBehind(): void {
    const behind = this.#behind.shift();
    if (behind) this.#push(behind.told);
  }

  #push(told: Told): void {
    this.#queue.push(told);
    this.#wake();
  }
}

type Checkpointing = NonNullable<Parameters<typeof excludeSystemEvents>[0]>;

export interface Log {
  readonly reader: Reader;
  /** @throws StoreUnavailable once the store is closed */
  subscribe(after: Position, filter: (options: Checkpointing) => LogFilter): Subscribed;
}

/**
 * With a filter, the server passes over what does not match until it has caught up; from there on everything is told,
 * so that a follower knows at once how far it has seen.
 * @throws SubscriptionDropped on whatever goes wrong
 */
export async function* follow(log: Log, { after = 0n, filter, signal }: Following): AsyncGenerator<Followed> {
  if (signal.aborted) return;
  const state = { at: after, caughtUp: false };
  try {
    const end = await log.reader.lastBefore('end');
    if (end < after) throw new Error(`The log ends at ${end}, before ${after}: it is another log.`);
    if (filter) yield* passing(log, state, { filter, by: serverFilter(filter), signal, untilCaughtUp: true });
    if (!signal.aborted) yield* passing(log, state, { filter, by: excludeSystemEvents, signal, untilCaughtUp: false });
  } catch (cause) {
    throw new SubscriptionDropped(cause);
  }
}

interface Passing {
  readonly filter?: Filter;
  readonly by: (options: Checkpointing) => LogFilter;
  readonly signal: AbortSignal;
  readonly untilCaughtUp: boolean;
}

interface State {
  at: Position;
  caughtUp: boolean;
}

async function* passing(log: Log, state: State, how: Passing): AsyncGenerator<Followed> {
  const subscribed = log.subscribe(state.at, how.by);
  try {
    while (!how.signal.aborted && !(how.untilCaughtUp && state.caughtUp))
      yield* toldBy(await subscribed.take(how.signal), log, state, how);
  } finally {
    await subscribed.leave();
  }
}

/** What was passed over is told as one checkpoint, where nothing that matches comes after it. */
async function* toldBy(
  all: readonly Told[],
  log: Log,
  state: State,
  { filter, signal }: Passing,
): AsyncGenerator<Followed> {
  let passed = false;
  for (const told of all) {
    if (signal.aborted) return;
    if ('caughtUp' in told) {
      if (passed) yield { checkpoint: state.at };
      passed = false;
      if (!state.caughtUp) yield told;
      state.caughtUp = true;
      continue;
    }
    const position = await seenTo(told, log.reader);
    if (position <= state.at) continue;
    state.at = position;
    passed = !wanted(told, filter);
    if (wanted(told, filter)) yield told;
  }
  if (passed && !signal.aborted) yield { checkpoint: state.at };
}

const wanted = (
  told: Exclude<Told, { caughtUp: true }>,
  filter: Filter | undefined,
): told is { event: RecordedEvent } => 'event' in told && isOurs(told.event) && matches(told.event, filter);

/** A checkpoint may stand between two events, where (commit, prepare) differ: then all before it has been seen. */
async function seenTo(told: Exclude<Told, { caughtUp: true }>, reader: Reader): Promise<Position> {
  if ('event' in told) return told.event.position;
  const { commit, prepare } = told.seenTo;
  return commit === prepare ? commit : reader.lastBefore(told.seenTo);
}

function serverFilter(filter: Filter): (options: Checkpointing) => LogFilter {
  const prefixes = [...('types' in filter ? filter.types : filter.streams)];
  const on = 'types' in filter ? eventTypeFilter : streamNameFilter;
  return (options) => (prefixes.length === 0 ? on({ ...options, regex: '(?!)' }) : on({ ...options, prefixes }));
}
