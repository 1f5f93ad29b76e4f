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
  // Not `AbortSignal.any`, which takes longer to say that it is not aborted than an event takes to be passed on.
  const stop = new AbortController();
  const stopped = stop.signal;
  const end = () => stop.abort();
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  const waiting: Followed[] = [];
  const filled = new Bell();
  const drained = new Bell();
  let ended: { readonly cause: unknown } | undefined;

  async function readAhead(): Promise<void> {
    for await (const item of follow(stopped)) {
      waiting.push(item);
      filled.ring();
      if (stopped.aborted) return;
      if (waiting.length >= most) await drained.arm();
    }
  }

  async function pump(): Promise<void> {
    try {
      await readAhead();
      ended = { cause: undefined };
    } catch (cause) {
      ended = { cause };
    }
    filled.ring();
  }

  const pumping = pump();
  try {
    while (!signal.aborted) {
      const batch = waiting.splice(0, most);
      drained.ring();
      if (batch.length > 0) yield batch;
      else if (ended) throw dropped(ended.cause);
      else await filled.arm();
    }
  } finally {
    signal.removeEventListener('abort', end);
    end();
    drained.ring();
    await pumping;
  }
}

const dropped = (cause: unknown): Error =>
  cause instanceof SubscriptionDropped ? cause : new SubscriptionDropped(cause);
