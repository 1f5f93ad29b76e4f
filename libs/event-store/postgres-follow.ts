import { type EventStore, type Followed, SubscriptionDropped } from '#event-store/event-store';
import type { Reader } from '#event-store/postgres-read';
import { CHANNEL } from '#event-store/postgres-schema';
import { Wakes } from '#event-store/wakes';
import type pg from 'pg';

/** How long to wait without being told before looking anyway, in milliseconds. */
const LOOK_ANYWAY = 1_000;

/** One connection that listens for all subscriptions of a store; when it is lost, they all drop. */
export class Listener {
  readonly #connect: () => Promise<pg.Client>;
  #listening: Promise<{ wakes: Wakes; client: pg.Client }> | undefined;
  #wakes: Wakes | undefined;
  #closed = false;

  constructor(connect: () => Promise<pg.Client>) {
    this.#connect = connect;
  }

  /** Called directly after a commit of this process, which need not wait to be told by the server. */
  wake(): void {
    this.#wakes?.wake();
  }

  async wakes(): Promise<Wakes> {
    if (this.#closed) throw new Error('The store was closed.');
    this.#listening ??= this.#listen().catch((error: unknown) => {
      this.#listening = undefined;
      throw error;
    });
    return (await this.#listening).wakes;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const listening = await this.#listening?.catch(() => undefined);
    listening?.wakes.fail(new Error('The store was closed.'));
    await listening?.client.end();
  }

  async #listen(): Promise<{ wakes: Wakes; client: pg.Client }> {
    const client = await this.#connect();
    const wakes = new Wakes();
    const lost = (cause: unknown) => {
      this.#listening = undefined;
      wakes.fail(cause);
    };
    client.once('error', lost);
    client.once('end', () => lost(new Error('The connection that listens was closed.')));
    client.on('notification', () => wakes.wake());
    await client.query(`listen ${CHANNEL}`);
    this.#wakes = wakes;
    return { wakes, client };
  }
}

export async function* follow(
  reader: Reader,
  listener: Listener,
  options: Parameters<EventStore['follow']>[0],
): AsyncGenerator<Followed> {
  try {
    yield* told(reader, await listener.wakes(), options);
  } catch (cause) {
    throw cause instanceof SubscriptionDropped ? cause : new SubscriptionDropped(cause);
  }
}

async function* told(
  reader: Reader,
  wakes: Wakes,
  { after = 0n, filter, signal }: Parameters<EventStore['follow']>[0],
): AsyncGenerator<Followed> {
  let at = after;
  for (let live = false; !signal.aborted; live = true) {
    const count = wakes.count;
    const head = await reader.head();
    if (head < at) throw new Error(`The log ends at ${head}, before ${at}: it is another log.`);
    for await (const page of reader.pages(at, head, filter)) {
      for (const event of page.events) {
        if (signal.aborted) return;
        yield { event };
      }
      at = page.upTo;
      if (at !== page.events.at(-1)?.position) yield { checkpoint: at };
      if (signal.aborted) return;
    }
    if (!live) yield { caughtUp: true };
    await wakes.since(count, signal, LOOK_ANYWAY);
  }
}
