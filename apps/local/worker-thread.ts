import { masterKeyIn } from '#local/master-key';
import { systemClock } from '#platform/clock';
import { startAlone, type WorkerSettings } from '#worker/start';
import { once } from 'node:events';
import { parentPort, Worker as Thread, workerData } from 'node:worker_threads';

/** What the thread is given: the master key is read there again. */
interface ThreadSettings extends WorkerSettings {
  readonly folder: string;
}

/**
 * The worker in a thread of its own, so that answering requests and following the log each have a processor. It goes by
 * the machine's clock. A thread that dies takes the process with it, as the worker would in the same thread.
 */
export async function startWorkerThread(settings: ThreadSettings): Promise<{ stop(): Promise<void> }> {
  const thread = new Thread(new URL(import.meta.url), { workerData: settings });
  await once(thread, 'message');
  thread.on('error', (error) => {
    throw error;
  });
  return {
    async stop() {
      const exit = once(thread, 'exit');
      thread.postMessage('stop');
      await exit;
    },
  };
}

async function follow(port: NonNullable<typeof parentPort>): Promise<void> {
  const { folder, ...settings } = workerData as ThreadSettings;
  const worker = await startAlone(settings, masterKeyIn(folder), systemClock);
  port.once('message', () => void worker.stop().then(() => process.exit(0)));
  port.postMessage('started');
}

if (parentPort) await follow(parentPort);
