import { type Followed, SubscriptionDropped } from '#event-store/event-store';

type Follow = (signal: AbortSignal) => AsyncIterable<Followed>;

/** Rung once for every time it was armed. */
class Bell {
  #ring: () => void = () => undefined;

  arm(): Promise<void> {
    return new Promise((resolve) => (this.#ring = resolve));
  }

  ring(): void {
    this.#ring();
  }
}

/**
 * What is there, at most so many at a time: it never waits for a batch to fill, and reads ahead by one batch while the
 * last is being worked on. Ends when aborted.
 * @throws SubscriptionDropped where the source fails, or ends of itself
 */
export async function* inBatches(
  follow: Follow,
  most: number,
  signal: AbortSignal,
): AsyncGenerator<readonly Followed[], void, undefined> {
  const stop = new AbortController();
  const stopped = AbortSignal.any([signal, stop.signal]);
  const waiting: Followed[] = [];
  const filled = new Bell();
  const drained = new Bell();
  let ended: { readonly cause: unknown } | undefined;

  async function pump(): Promise<void> {
    try {
      for await (const item of follow(stopped)) {
        waiting.push(item);
        filled.ring();
        if (waiting.length < most) continue;
        await drained.arm();
        if (stopped.aborted) break;
      }
      ended = { cause: undefined };
    } catch (cause) {
      ended = { cause };
    }
    filled.ring();
  }

  const pumping = pump();
  try {
    for (;;) {
      if (signal.aborted) return;
      if (waiting.length === 0) {
        if (ended) throw dropped(ended.cause);
        await filled.arm();
        continue;
      }
      const batch = waiting.splice(0, most);
      drained.ring();
      yield batch;
    }
  } finally {
    stop.abort();
    drained.ring();
    await pumping;
  }
}

const dropped = (cause: unknown): Error =>
  cause instanceof SubscriptionDropped ? cause : new SubscriptionDropped(cause);
