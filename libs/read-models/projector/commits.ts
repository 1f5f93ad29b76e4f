import { type Checkpoint, move, type Moving } from '#read-models/projector/checkpoints';
import { send, sendAll, sideBySide, type Statement } from '#read-models/statements';
import type { DataSource, EntityManager } from 'typeorm';

/** What one view has made of a stretch of the log: what it writes, and the checkpoint to move with it. */
export interface Share extends Moving {
  /** Reads within the transaction; answers what is to be written. */
  readonly apply: (db: EntityManager) => Promise<readonly Statement[]>;
}

/** A view could not make anything of its stretch, or what it made could not be written. */
export class ApplyFailed extends Error {
  constructor(override readonly cause: unknown) {
    super('The view could not apply a batch.', { cause });
  }
}

interface Waiting {
  readonly share: Share;
  readonly moved: (to: Checkpoint) => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Views find their rows by key. A plan is made once on a connection, perhaps while a table held next to nothing: kept when
 * the table has grown, it must not be one that reads the whole of it.
 */
const BY_KEY = 'set local enable_seqscan = off';

/**
 * Commits what several views have ready in one transaction: whatever came in while the one before was on its way, and no
 * timers. Where it fails, each is committed by itself, so that what fails one view is felt by no other.
 */
export class Commits {
  readonly #waiting: Waiting[] = [];
  #running = false;

  constructor(private readonly dataSource: DataSource) {}

  /** @throws OwnershipLost, or whatever the writing threw: nothing of the share was kept */
  together(share: Share): Promise<Checkpoint> {
    return new Promise((moved, failed) => {
      this.#waiting.push({ share, moved, failed });
      if (!this.#running) void this.#run();
    });
  }

  /** @throws OwnershipLost, or whatever the writing threw: nothing of the share was kept */
  async alone(share: Share): Promise<Checkpoint> {
    const [moved] = await this.#commit([share]);
    return moved ?? share.from;
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#waiting.length > 0) {
      await new Promise((resolve) => setImmediate(resolve));
      await this.#settle(this.#waiting.splice(0));
    }
    this.#running = false;
  }

  async #settle(waiting: readonly Waiting[]): Promise<void> {
    const shared = waiting.length > 1 ? await this.#commit(waiting.map(({ share }) => share)).catch(() => []) : [];
    await Promise.all(
      waiting.map(async ({ share, moved, failed }, place) => {
        try {
          moved(shared[place] ?? (await this.alone(share)));
        } catch (error) {
          failed(error);
        }
      }),
    );
  }

  /**
   * What is to be written, the checkpoints and the commit go in one, and the beginning with them where nothing is read.
   * Whatever of it fails turns the commit into a rollback; but where the beginning alone fails, on a connection that still
   * stands, each commits by itself.
   */
  async #commit(shares: readonly Share[]): Promise<readonly Checkpoint[]> {
    const runner = this.dataSource.createQueryRunner();
    try {
      const { manager } = runner;
      const beginning = sideBySide([send(manager, 'begin'), send(manager, BY_KEY)]);
      beginning.catch(() => undefined); // Heard of below, unless a view has failed before.
      const written = await sideBySide(shares.map(({ apply }) => apply(manager)));
      const writing = sendAll(manager, written.flat()).catch((error: unknown) => {
        throw new ApplyFailed(error);
      });
      await sideBySide([beginning, writing, move(manager, shares), send(manager, 'commit')]);
    } catch (error) {
      await runner.query('rollback').catch(() => undefined);
      throw error;
    } finally {
      await runner.release();
    }
    return shares.map(({ from, to: { position, recordedAt } }) => ({ ...from, position, recordedAt }));
  }
}
