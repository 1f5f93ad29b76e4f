import type { EventStore, RecordedEvent } from '#event-store/event-store';
import type { Instant } from '#pathway/decider';
import { LEASE_MS, PARK_AT_MOST } from '#read-models/projector';
import { checkAgainst, OwnershipLost } from '#read-models/projector/checkpoints';
import { Commits } from '#read-models/projector/commits';
import { Projection } from '#read-models/projector/projection';
import { shareOut, takeShare, toldUpTo } from '#read-models/projector/shares';
import type { Tell, View } from '#read-models/view';
import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';

/** What one partition told: its events in order, and how far the log is known to have been told. */
export interface Portion {
  /** The first offset of the partition that this is from, and the first that it is not from. */
  readonly from: bigint;
  readonly upTo: bigint;
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

/** A share has not been told what came before: a new view, or a database that is older than what the group remembers. */
export class ToldTooLate extends Error {
  constructor(
    view: string,
    readonly nextOffset: bigint,
  ) {
    super(`The view ${view} has not been told what came before: it is to be told again from offset ${nextOffset}.`);
    this.name = 'ToldTooLate';
  }
}

interface Held {
  readonly projection: Projection;
  nextOffset: bigint;
}

/**
 * Takes portions of partitions into views that can be shared out by person. Whoever takes a portion owns the share from
 * then on, and fences whoever had it: rows and the share's checkpoint are in one transaction, so that a portion that comes
 * again, here or elsewhere, does nothing.
 */
export class SharedProjector {
  readonly #held = new Map<string, Held>();
  readonly #commits: Commits;

  constructor(private readonly options: SharedOptions) {
    const stray = options.views.find(({ perPerson }) => !perPerson);
    if (stray) throw new Error(`The view ${stray.name} cannot be shared out by person.`);
    this.#commits = new Commits(options.dataSource);
  }

  /** @throws ToldTooLate; OwnershipLost where another process has the share now: nothing of it was kept for that view */
  async take(partition: number, portion: Portion): Promise<void> {
    const taken = await Promise.allSettled(this.options.views.map((view) => this.#take(view, partition, portion)));
    const failed = taken.flatMap((one): unknown[] => (one.status === 'rejected' ? [one.reason] : []));
    const late = failed.filter((error) => error instanceof ToldTooLate);
    const [first] = late.toSorted((one, other) => (one.nextOffset < other.nextOffset ? -1 : 1));
    if (failed.length > 0) throw first ?? failed[0];
  }

  async #take(view: View, partition: number, { from, upTo, events, seen }: Portion): Promise<void> {
    const share = `${view.name}/${partition}`;
    try {
      const held = this.#held.get(share) ?? (await this.#acquire(view, partition));
      this.#held.set(share, held);
      if (from > held.nextOffset) throw new ToldTooLate(view.name, held.nextOffset);
      await held.projection.project(events);
      if (seen) await held.projection.seen(seen.position, seen.recordedAt);
      if (upTo <= held.nextOffset) return;
      await toldUpTo(this.options.dataSource, held.projection.at, upTo);
      held.nextOffset = upTo;
    } catch (error) {
      this.#held.delete(share);
      throw error;
    }
  }

  async #acquire(view: View, partition: number): Promise<Held> {
    const { dataSource, store, tell, partitions, signal } = this.options;
    const sharing = { view: view.name, partitions, identity: await store.identity(), leaseMs: LEASE_MS };
    while (!(await shareOut(dataSource, sharing))) await pause(LEASE_MS / 3, undefined, { signal });
    const share = await takeShare(dataSource, view.name, partition);
    if (!share) throw new OwnershipLost(view.name);
    const { checkpoint, nextOffset } = share;
    await checkAgainst(store, dataSource, checkpoint.view);
    const options = { view, dataSource, commits: this.#commits, tell, schema: view.name, parkAtMost: PARK_AT_MOST };
    return { projection: await Projection.from(options, checkpoint), nextOffset };
  }
}
