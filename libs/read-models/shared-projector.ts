import type { EventStore, RecordedEvent } from '#event-store/event-store';
import type { Instant } from '#pathway/decider';
import { LEASE_MS, PARK_AT_MOST } from '#read-models/projector';
import { checkAgainst, OwnershipLost } from '#read-models/projector/checkpoints';
import { Commits } from '#read-models/projector/commits';
import { Projection } from '#read-models/projector/projection';
import { shareOut, takeShare } from '#read-models/projector/shares';
import type { Tell, View } from '#read-models/view';
import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';

/** What one partition told: its events in order, and how far the log is known to have been told. */
export interface Portion {
  readonly events: readonly RecordedEvent[];
  readonly seen?: { readonly position: bigint; readonly recordedAt: Instant | undefined };
}

export interface SharedOptions {
  /** The log that the events are from: checkpoints are held against it. */
  readonly store: EventStore;
  readonly views: readonly View[];
  readonly dataSource: DataSource;
  readonly tell: Tell;
  readonly partitions: number;
  readonly signal: AbortSignal;
}

/**
 * Takes portions of partitions into views that can be shared out by person. Whoever takes a portion owns the share from
 * then on, and fences whoever had it: rows and the share's checkpoint are in one transaction, so that a portion that comes
 * again, here or elsewhere, does nothing.
 */
export class SharedProjector {
  readonly #held = new Map<string, Projection>();
  readonly #commits: Commits;

  constructor(private readonly options: SharedOptions) {
    const stray = options.views.find(({ perPerson }) => !perPerson);
    if (stray) throw new Error(`The view ${stray.name} cannot be shared out by person.`);
    this.#commits = new Commits(options.dataSource);
  }

  /** @throws OwnershipLost where another process has taken the share meanwhile: nothing of it was kept for that view */
  async take(partition: number, portion: Portion): Promise<void> {
    const taken = await Promise.allSettled(this.options.views.map((view) => this.#take(view, partition, portion)));
    for (const one of taken) if (one.status === 'rejected') throw one.reason;
  }

  async #take(view: View, partition: number, { events, seen }: Portion): Promise<void> {
    const share = `${view.name}/${partition}`;
    try {
      const projection = this.#held.get(share) ?? (await this.#acquire(view, partition));
      this.#held.set(share, projection);
      await projection.project(events);
      if (seen) await projection.seen(seen.position, seen.recordedAt);
    } catch (error) {
      this.#held.delete(share);
      throw error;
    }
  }

  async #acquire(view: View, partition: number): Promise<Projection> {
    const { dataSource, store, tell, partitions, signal } = this.options;
    const sharing = { view: view.name, partitions, identity: await store.identity(), leaseMs: LEASE_MS };
    while (!(await shareOut(dataSource, sharing))) await pause(LEASE_MS / 3, undefined, { signal });
    const owned = await takeShare(dataSource, view.name, partition);
    if (!owned) throw new OwnershipLost(view.name);
    await checkAgainst(store, dataSource, owned.view);
    const { name: schema } = view;
    return Projection.from({ view, dataSource, commits: this.#commits, tell, schema, parkAtMost: PARK_AT_MOST }, owned);
  }
}
