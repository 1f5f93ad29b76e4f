import { type Checkpoint, move, type Moving } from '#read-models/projector/checkpoints';
import { send, sideBySide } from '#read-models/statements';
import type { DataSource, EntityManager } from 'typeorm';

/** What one view has made of a stretch of the log: rows to write, and the checkpoint to move with them. */
export interface Share extends Moving {
  readonly write: (db: EntityManager) => Promise<void>;
}

interface Waiting {
  readonly share: Share;
  readonly moved: (to: Checkpoint) => void;
  readonly failed: (error: unknown) => void;
}

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

  /** The rows, then the checkpoints and the commit in one: a checkpoint that will not move turns that into a rollback. */
  async #commit(shares: readonly Share[]): Promise<readonly Checkpoint[]> {
    const runner = this.dataSource.createQueryRunner();
    try {
      await sideBySide([send(runner.manager, 'begin'), ...shares.map(({ write }) => write(runner.manager))]);
      await sideBySide([move(runner.manager, shares), send(runner.manager, 'commit')]);
    } catch (error) {
      await runner.query('rollback').catch(() => undefined);
      throw error;
    } finally {
      await runner.release();
    }
    return shares.map(({ from, to: { position, recordedAt } }) => ({ ...from, position, recordedAt }));
  }
}
