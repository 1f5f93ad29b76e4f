import type { EventStore } from '#event-store/event-store';
import { inBatches } from '#read-models/projector/batches';
import {
  acquire,
  type Checkpoint,
  checkAgainst,
  CheckpointRefused,
  OwnershipLost,
  release,
  renew,
} from '#read-models/projector/checkpoints';
import { Commits } from '#read-models/projector/commits';
import { checkWhole } from '#read-models/projector/shares';
import { Projection } from '#read-models/projector/projection';
import type { Tell, View } from '#read-models/view';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';

/** Something that will be tried again. `error` may quote what the database said: log its name and code, not its words. */
export interface Trouble {
  readonly view: string;
  readonly error: unknown;
  readonly retryInMs: number;
}

export interface ProjectorOptions {
  readonly store: EventStore;
  readonly view: View;
  readonly dataSource: DataSource;
  readonly tell: Tell;
  /** Shared by views that are to commit together; its own where left out. */
  readonly commits?: Commits;
  readonly onTrouble?: (trouble: Trouble) => void;
  /** Events in one transaction, at most. 1000 where left out. */
  readonly batch?: number;
  /** After so long without a sign of life another process takes over. 5000 where left out. */
  readonly leaseMs?: number;
  /** Parked streams beyond which the view stops instead. 100 where left out. */
  readonly parkAtMost?: number;
}

export interface Projector {
  readonly view: string;
  /**
   * Projects until aborted, through every failure that may pass; stands by while another process owns the view.
   * @throws CheckpointRefused where the checkpoint is not this log's
   */
  run(signal: AbortSignal): Promise<void>;
}

export const BATCH = 1_000;
export const LEASE_MS = 5_000;
export const PARK_AT_MOST = 100;
const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 10_000;

/** Follows the log into one view, from its checkpoint on: once for each event, in order, one owner at a time. */
export function projector(options: ProjectorOptions): Projector {
  return { view: options.view.name, run: (signal) => new Running(options, signal).run() };
}

class Running {
  readonly #owner = randomUUID();
  readonly #leaseMs: number;
  #failures = 0;

  constructor(
    private readonly options: ProjectorOptions,
    private readonly signal: AbortSignal,
  ) {
    this.#leaseMs = options.leaseMs ?? LEASE_MS;
  }

  async run(): Promise<void> {
    while (!this.signal.aborted) {
      try {
        const owned = await this.#acquire();
        if (owned) await this.#own(owned);
        else await this.#wait(this.#leaseMs / 3);
      } catch (error) {
        if (error instanceof CheckpointRefused) throw error;
        if (!(error instanceof OwnershipLost)) await this.#tryAgain(error);
      }
    }
  }

  async #acquire(): Promise<Checkpoint | undefined> {
    const { store, dataSource, view } = this.options;
    await checkWhole(dataSource, view.name);
    await checkAgainst(store, dataSource, view.name);
    const identity = await store.identity();
    return acquire(dataSource, { view: view.name, owner: this.#owner, leaseMs: this.#leaseMs, identity });
  }

  /** Projects for as long as the lease can be kept. */
  async #own(owned: Checkpoint): Promise<void> {
    const { dataSource } = this.options;
    const lost = new AbortController();
    const renewing = setInterval(() => {
      renew(dataSource, owned, this.#leaseMs).catch((error: unknown) => {
        if (error instanceof OwnershipLost) lost.abort();
      });
    }, this.#leaseMs / 3);
    try {
      await this.#follow(owned, AbortSignal.any([this.signal, lost.signal]));
    } finally {
      clearInterval(renewing);
      if (this.signal.aborted) await release(dataSource, owned);
    }
  }

  async #follow(owned: Checkpoint, signal: AbortSignal): Promise<void> {
    const { store, view, dataSource, tell, batch = BATCH, parkAtMost = PARK_AT_MOST } = this.options;
    const { commits = new Commits(dataSource) } = this.options;
    const projection = await Projection.from({ view, dataSource, commits, tell, schema: view.name, parkAtMost }, owned);
    const follow = (until: AbortSignal) => store.follow({ after: owned.position, signal: until });
    for await (const followed of inBatches(follow, batch, signal)) {
      await projection.project(followed.flatMap((item) => ('event' in item ? [item.event] : [])));
      const seen = followed.findLast((item) => 'checkpoint' in item);
      if (seen) await projection.seen(seen.checkpoint);
      this.#failures = 0;
    }
  }

  async #tryAgain(error: unknown): Promise<void> {
    const retryInMs = Math.min(FIRST_RETRY_MS * 2 ** this.#failures, LAST_RETRY_MS);
    this.#failures += 1;
    this.options.onTrouble?.({ view: this.options.view.name, error, retryInMs });
    await this.#wait(retryInMs);
  }

  #wait(ms: number): Promise<void> {
    return sleep(ms, undefined, { signal: this.signal }).catch(() => undefined);
  }
}
