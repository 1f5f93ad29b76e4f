import { startWorkerThread } from '#local/worker-thread';
import type { Instant } from '#pathway/decider';
import { type Clock, SettableClock } from '#platform/clock';
import type { ReadSide } from '#platform/read-side';
import type { MasterKey } from '#privacy/keys';
import { nextDue } from '#read-models/handover/queries';
import { startAlone, type WorkerSettings } from '#worker/start';
import type { Worker } from '#worker/worker';
import type { Pool } from 'pg';

interface Followed {
  readonly folder: string;
  readonly settings: WorkerSettings;
  readonly clock: Clock;
  readonly master: MasterKey;
  readonly reading: ReadSide;
  readonly pool: Pool;
}

interface Following {
  readonly moveClock: (to: Instant) => Promise<void>;
  readonly stop: () => Promise<void>;
}

const notMovable = (): Promise<never> =>
  Promise.reject(new Error('The clock of this installation is the machine’s: it cannot be moved.'));

/** A clock that is moved by hand is one thread's. */
export async function follow({ folder, settings, clock, master, reading, pool }: Followed): Promise<Following> {
  if (!(clock instanceof SettableClock)) {
    const thread = await startWorkerThread({ ...settings, folder });
    return { moveClock: notMovable, stop: () => thread.stop() };
  }
  const worker = await startAlone(settings, master, clock);
  return { moveClock: mover(clock, worker, reading, pool), stop: () => worker.stop() };
}

/** The view that says what falls due next. */
const DUE = ['handover'];

/** The clock goes through every moment at which something falls due, so that each is recorded when it would have been. */
function mover(clock: SettableClock, worker: Worker, reading: ReadSide, pool: Pool): (to: Instant) => Promise<void> {
  const nextDueAt = () => nextDue(reading.dataSource);
  return async (to) => {
    await reading.settled(pool, DUE);
    for (let due = await nextDueAt(); due !== undefined && due <= to; due = await nextDueAt()) {
      if (due > clock.now()) clock.moveTo(due);
      if ((await worker.remind()) === 0) break;
      await reading.settled(pool, DUE);
    }
    clock.moveTo(to);
    await reading.settled(pool);
  };
}
