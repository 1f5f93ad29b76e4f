import type { Position } from '#event-store/event-store';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { setTimeout as pause } from 'node:timers/promises';

/** Where a follower of a log has come to. */
interface Place {
  readonly name: string;
  /** The identity of the log. */
  readonly store: string;
  readonly position: Position;
  /** The last position that its own doing has reached. */
  readonly caused: Position;
}

/** Where much happens, how long one statement waits for more to go with it, in milliseconds. */
const MOVE_EVERY_MS = 5;

/** After a statement that failed, in milliseconds. */
const AGAIN_MS = 500;

/**
 * Stores where the followers of a process have come to, one statement at a time: whatever moves meanwhile goes with the
 * next. It does not wait for the disk: what is followed a second time after a crash is harmless.
 */
export class Places {
  readonly #moved = new Map<string, Place>();
  #writing = false;

  constructor(
    private readonly pool: Pool,
    private readonly log: Logger,
    private readonly signal: AbortSignal,
  ) {}

  move(place: Place): void {
    this.#moved.set(place.name, place);
    if (!this.#writing) void this.#write();
  }

  async #write(): Promise<void> {
    this.#writing = true;
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#moved.size > 0) {
      const places = [...this.#moved.values()];
      this.#moved.clear();
      await pause((await this.#stored(places)) ? MOVE_EVERY_MS : AGAIN_MS);
    }
    this.#writing = false;
  }

  /** What could not be stored is tried again, with whatever has moved on meanwhile; not where all is being stopped. */
  async #stored(places: readonly Place[]): Promise<boolean> {
    try {
      await this.#store(places);
      return true;
    } catch (error) {
      if (this.signal.aborted) return false;
      const { name } = error as Error;
      this.log.warn({ error: name }, 'where followers have come to could not be stored; trying again');
      for (const place of places) if (!this.#moved.has(place.name)) this.#moved.set(place.name, place);
      return false;
    }
  }

  async #store(places: readonly Place[]): Promise<void> {
    await this.pool.query({
      name: 'move-followers',
      text: `with unhurried as materialized (select set_config('synchronous_commit', 'off', true))
             update worker.follower f set position = p.position, caused = greatest(f.caused, p.caused)
             from unnest($1::text[], $2::text[], $3::numeric[], $4::numeric[]) as p (name, store, position, caused), unhurried
             where f.name = p.name and f.store = p.store and f.position < p.position`,
      values: [
        places.map(({ name }) => name),
        places.map(({ store }) => store),
        places.map(({ position }) => String(position)),
        places.map(({ caused }) => String(caused)),
      ],
    });
  }
}
