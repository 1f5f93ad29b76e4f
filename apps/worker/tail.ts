import {
  type EventStore,
  type Followed,
  type Position,
  type RecordedEvent,
  SubscriptionDropped,
} from '#event-store/event-store';
import { Wakes } from '#event-store/wakes';

/** How much of the log's end is held for those who follow it. */
const HELD_MOST = 5_000;

/** The end of the log, read once for everybody who follows it in this process. */
class Tail {
  readonly wakes = new Wakes();
  #events: RecordedEvent[] = [];

  #waking = false;
  #ended: { readonly cause: unknown } | undefined;

  private constructor(private from: Position) {}

  static async of(store: EventStore, signal: AbortSignal, over: () => void): Promise<Tail> {
    const head = await store.head();
    const tail = new Tail(head);
    void tail.#read(store.follow({ after: head, signal })).finally(over);
    return tail;
  }

  /** What came after a position; undefined where that is further back than what is held. */
  after(position: Position): readonly RecordedEvent[] | undefined {
    if (position < this.from) return undefined;
    return this.#events.slice(this.#events.findLastIndex((event) => event.position <= position) + 1);
  }

  /** Returns once there was more after `count`, or on abort. @throws what the reading ended with */
  more(count: number, until: AbortSignal): Promise<void> {
    if (this.#ended) throw this.#ended.cause;
    return this.wakes.since(count, until);
  }

  async #read(followed: AsyncIterable<Followed>): Promise<void> {
    try {
      for await (const one of followed) if ('event' in one) this.#hold(one.event);
      this.#end(undefined);
    } catch (cause) {
      this.#end(cause);
    }
  }

  #end(cause: unknown): void {
    this.#ended = { cause };
    this.wakes.fail(cause);
  }

  #hold(event: RecordedEvent): void {
    this.#events.push(event);
    if (this.#events.length >= 2 * HELD_MOST) {
      const gone = this.#events.splice(0, HELD_MOST);
      this.from = gone.at(-1)?.position ?? this.from;
    }
    this.#wake();
  }

  /** Once for all that is read at once, so that it is taken in one batch. */
  #wake(): void {
    if (this.#waking) return;
    this.#waking = true;
    setImmediate(() => {
      this.#waking = false;
      this.wakes.wake();
    });
  }
}

/**
 * The same log, whose end is read once for all who follow it until `signal` aborts; who is further behind reads up to it
 * by itself.
 */
export function withOneTail(store: EventStore, signal: AbortSignal): EventStore {
  let shared: Promise<Tail> | undefined;

  const tail = (): Promise<Tail> => {
    const forget = () => (shared = undefined);
    shared ??= Tail.of(store, signal, forget).catch((error: unknown) => {
      forget();
      throw error;
    });
    return shared;
  };

  async function* told(after: Position, until: AbortSignal): AsyncGenerator<Followed> {
    const end = await tail();
    if ((await store.head()) < after) throw new Error(`The log ends before ${after}: it is another log.`);
    let at = after;
    for (let caughtUp = false; !until.aborted;) {
      const count = end.wakes.count;
      const held = end.after(at);
      for await (const event of held ?? store.readAll({ after: at })) {
        if (until.aborted) return;
        yield { event };
        at = event.position;
      }
      if (!held) continue;
      if (!caughtUp) yield { caughtUp: true };
      caughtUp = true;
      await end.more(count, until);
    }
  }

  async function* follow({ after = 0n, signal: until }: { after?: Position; signal: AbortSignal }) {
    try {
      yield* told(after, until);
    } catch (cause) {
      throw cause instanceof SubscriptionDropped ? cause : new SubscriptionDropped(cause);
    }
  }

  return { ...store, follow: (options) => (options.filter ? store.follow(options) : follow(options)) };
}
