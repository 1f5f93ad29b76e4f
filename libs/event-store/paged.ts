import {
  type Filter,
  type Followed,
  type Position,
  type ReadAll,
  type RecordedEvent,
  SubscriptionDropped,
} from '#event-store/event-store';
import type { Wakes } from '#event-store/wakes';

/** What a page told, and how far the log has been seen with it. */
export interface Page {
  readonly events: readonly RecordedEvent[];
  readonly upTo: Position;
}

/** A log that is read in pages, so that a reader that stops holds nothing and a long log fills no memory. */
export interface Paged {
  head(): Promise<Position>;
  /** `size` is the most events of a page; the adapter's own where it is not said. */
  pages(after: Position, upTo: Position, filter?: Filter, size?: number): AsyncIterable<Page>;
}

/** One that can also be followed. */
export interface Followable extends Paged {
  /** Whatever comes after a position, up to the end of the log as the last page meets it; no page is empty. */
  rest(after: Position): AsyncIterable<Page>;
}

/** Events as far as the log went when it was asked. */
export async function* readAll(log: Paged, { after = 0n, filter, limit }: ReadAll): AsyncGenerator<RecordedEvent> {
  let left = limit ?? Infinity;
  for await (const { events } of log.pages(after, await log.head(), filter, limit)) {
    yield* left < events.length ? events.slice(0, left) : events;
    left -= events.length;
    if (left <= 0) return;
  }
}

export interface Following {
  readonly after?: Position;
  readonly filter?: Filter;
  readonly signal: AbortSignal;
}

/** Reads on whenever there is more. @throws SubscriptionDropped on whatever goes wrong */
export async function* follow(
  log: Followable,
  wakes: () => Promise<Wakes>,
  options: Following & { readonly lookAnyway?: number },
): AsyncGenerator<Followed> {
  try {
    yield* told(log, await wakes(), options);
  } catch (cause) {
    throw new SubscriptionDropped(cause);
  }
}

async function* told(
  log: Followable,
  wakes: Wakes,
  { after = 0n, filter, signal, lookAnyway }: Following & { readonly lookAnyway?: number },
): AsyncGenerator<Followed> {
  let at = after;
  let caughtUp = false;
  const head = await log.head();
  if (head < at) throw new Error(`The log ends at ${head}, before ${at}: it is another log.`);
  while (!signal.aborted) {
    const count = wakes.count;
    for await (const page of filter ? log.pages(at, await log.head(), filter) : log.rest(at)) {
      yield* toldBy(page, signal);
      if (signal.aborted) return;
      at = page.upTo;
    }
    if (!caughtUp) yield { caughtUp: true };
    caughtUp = true;
    await wakes.since(count, signal, lookAnyway);
  }
}

function* toldBy({ events, upTo }: Page, signal: AbortSignal): Generator<Followed> {
  for (const event of events) {
    if (signal.aborted) return;
    yield { event };
  }
  if (!signal.aborted && events.at(-1)?.position !== upTo) yield { checkpoint: upTo };
}
