import type { EventStore } from '#event-store/event-store';
import type { Instant } from '#pathway/decider';
import { toInstant } from '#read-models/instants';
import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource, EntityManager } from 'typeorm';

/** How far a view is behind the log, as looked at just now. */
export interface Watermark {
  readonly view: string;
  readonly position: bigint;
  /** The view holds what was recorded up to then; undefined before the first event. */
  readonly recordedAt: Instant | undefined;
  readonly head: bigint;
  /** Events not yet in the view, counted up to 1000. */
  readonly behind: number;
  /** When the oldest of them was recorded. */
  readonly oldestUnprocessed: Instant | undefined;
  /** When its owner last said that it lives; undefined where it was never projected. */
  readonly ownerSeen: Instant | undefined;
  readonly parkedStreams: number;
}

const COUNT_AT_MOST = 1_000;
const POLL_MS = 4;

interface Waiter {
  readonly view: string;
  readonly position: bigint;
  readonly arrived: () => void;
  readonly failed: (error: unknown) => void;
}

/** How far a view had come in the snapshot that is being read; undefined where it was never projected. */
export async function readUpTo(
  db: EntityManager,
  view: string,
): Promise<{ readonly position: string; readonly recordedAt: Instant | null } | undefined> {
  const [row]: { position: string; recorded_at: Date | null }[] = await db.query(
    'select position, recorded_at from projections.reached where view = $1',
    [view],
  );
  return row && { position: row.position, recordedAt: row.recorded_at && toInstant(row.recorded_at) };
}

/** How far each view has come; one query at a time answers everybody who waits. */
export class ViewWatermarks {
  readonly #waiting = new Set<Waiter>();
  #polling = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly store: EventStore,
  ) {}

  /**
   * Settles once the view holds everything up to the position: true, or false where the signal aborts first.
   * @throws where the database fails
   */
  async waitFor(view: string, position: bigint, signal: AbortSignal): Promise<boolean> {
    const arrival = Promise.withResolvers<boolean>();
    const waiter = { view, position, arrived: () => arrival.resolve(true), failed: arrival.reject };
    const givenUp = () => arrival.resolve(false);
    signal.addEventListener('abort', givenUp, { once: true });
    this.#waiting.add(waiter);
    try {
      if (signal.aborted) return false;
      void this.#poll();
      return await arrival.promise;
    } finally {
      this.#waiting.delete(waiter);
      signal.removeEventListener('abort', givenUp);
    }
  }

  /** The position up to which the view holds everything; 0n where it was never projected. */
  async reached(view: string): Promise<bigint> {
    return (await this.#positions([view])).get(view) ?? 0n;
  }

  async watermark(view: string): Promise<Watermark> {
    const [row]: { position: string; recorded_at: Date | null; renewed_at: Date | null; parked: string }[] =
      await this.dataSource.query(
        `select c.position, c.recorded_at, l.renewed_at,
           (select count(distinct stream) from projections.parked p where p.view = c.view) as parked
         from projections.reached c left join projections.lease l on l.view = c.view where c.view = $1`,
        [view],
      );
    const position = BigInt(row?.position ?? 0);
    const head = await this.store.head();
    const { behind, oldestUnprocessed } = await this.#after(position, head);
    return {
      view,
      position,
      head,
      behind,
      oldestUnprocessed,
      recordedAt: row?.recorded_at ? toInstant(row.recorded_at) : undefined,
      ownerSeen: row?.renewed_at ? toInstant(row.renewed_at) : undefined,
      parkedStreams: Number(row?.parked ?? 0),
    };
  }

  async #after(position: bigint, head: bigint): Promise<Pick<Watermark, 'behind' | 'oldestUnprocessed'>> {
    let behind = 0;
    let oldestUnprocessed: Instant | undefined;
    if (position >= head) return { behind, oldestUnprocessed };
    for await (const event of this.store.readAll({ after: position, limit: COUNT_AT_MOST })) {
      behind += 1;
      oldestUnprocessed ??= event.metadata['recordedAt'];
    }
    return { behind, oldestUnprocessed };
  }

  async #poll(): Promise<void> {
    if (this.#polling) return;
    this.#polling = true;
    try {
      while (this.#waiting.size > 0) {
        this.#arrive(await this.#positions([...new Set([...this.#waiting].map(({ view }) => view))]));
        if (this.#waiting.size > 0) await pause(POLL_MS);
      }
    } catch (error) {
      for (const { failed } of this.#waiting) failed(error);
    } finally {
      this.#polling = false;
    }
  }

  #arrive(positions: ReadonlyMap<string, bigint>): void {
    for (const waiter of this.#waiting) {
      if ((positions.get(waiter.view) ?? 0n) < waiter.position) continue;
      this.#waiting.delete(waiter);
      waiter.arrived();
    }
  }

  async #positions(views: readonly string[]): Promise<ReadonlyMap<string, bigint>> {
    const rows: { view: string; position: string }[] = await this.dataSource.query(
      'select view, position from projections.reached where view = any($1)',
      [views],
    );
    return new Map(rows.map(({ view, position }) => [view, BigInt(position)]));
  }
}
