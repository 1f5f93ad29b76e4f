import type { Position } from '#event-store/event-store';
import type { Pool } from 'pg';
import { setTimeout as pause } from 'node:timers/promises';

/** Where a follower of a log has come to. */
interface Place {
  readonly name: string;
  /** The identity of the log. */
  readonly store: string;
  readonly position: Position;
  /** The last position that its own doing has reached. */
  readonly caused: Position;
  readonly failed: (error: unknown) => void;
}

/** Where much happens, how long one statement waits for more to go with it, in milliseconds. */
const MOVE_EVERY_MS = 5;

/**
 * Stores where the followers of a process have come to, one statement at a time: whatever moves meanwhile goes with the
 * next. It does not wait for the disk: what is followed a second time after a crash is harmless.
 */
export class Places {
  readonly #moved = new Map<string, Place>();
  #writing = false;

  constructor(private readonly pool: Pool) {}

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
      await this.#store(places).catch((error: unknown) => {
        for (const { failed } of places) failed(error);
      });
      await pause(MOVE_EVERY_MS);
    }
    this.#writing = false;
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
