import type { EventStore } from '#event-store/event-store';
import { eventStoreDbStore } from '#event-store/eventstoredb';
import { appended, type LogUnderTest } from '#test/contracts/event-store/log-under-test';
import { realServer } from '#test/eventstoredb/real';
import { startTestServer, type TestServer } from '#test/eventstoredb/start';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A log on a test server of its own; where EVENTSTORE_URL names a real one, what that holds already. */
export async function eventStoreDbLog(): Promise<LogUnderTest> {
  const real = process.env['EVENTSTORE_URL'];
  return onServer(real === undefined ? await startTestServer() : await realServer(real));
}

async function onCopyOf(server: TestServer): Promise<LogUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), 'throughcare-copy-'));
  const file = join(folder, 'log');
  await server.bring({ do: 'copy', to: file });
  const copied = onServer(await startTestServer({ file }));
  const destroy = async () => {
    await copied.destroy();
    rmSync(folder, { recursive: true });
  };
  return { ...copied, destroy };
}

function onServer(server: TestServer): LogUnderTest {
  const opened: EventStore[] = [];
  const open = async (url: string) => {
    const store = await eventStoreDbStore({ url });
    opened.push(store);
    return store;
  };
  return {
    open: () => open(server.url()),
    openLosingAnswers: async () => {
      const store = await open(server.url('unlucky'));
      await server.bring({ do: 'lose', of: 'unlucky', what: 'answer' });
      return store;
    },
    interrupt: async () => {
      await server.bring({ do: 'cut' });
    },
    slowSomeCommits: async () => {
      await server.bring({ do: 'slow-commits' });
    },
    rollBackAnAppend: async () => undefined,
    beginLongTransactions: async () => async () => undefined,
    connections: async () => (await server.bring({ do: 'count' })).connections,
    fill: async (count) => appended(await open(server.url()), count),
    copy: () => onCopyOf(server),
    destroy: async () => {
      for (const store of opened) await store.close();
      await server.kill();
    },
  };
}
