import type { EventStore } from '#event-store/event-store';
import { eventStoreDbStore } from '#event-store/eventstoredb';
import type { LogUnderTest } from '#test/contracts/event-store/log-under-test';
import { startTestServer } from '#test/eventstoredb/start';

/** A log on a test server of its own. */
export async function eventStoreDbLog(): Promise<LogUnderTest> {
  const server = await startTestServer();
  const closing: EventStore[] = [];
  const open = async (url: string) => {
    const store = await eventStoreDbStore({ url });
    closing.push(store);
    return store;
  };
  return {
    open: () => open(server.url()),
    openLosingAnswers: async () => {
      const store = await open(server.url('unlucky'));
      await server.bring({ do: 'lose-answer', of: 'unlucky' });
      return store;
    },
    interrupt: async () => void (await server.bring({ do: 'cut' })),
    slowSomeCommits: async () => void (await server.bring({ do: 'slow-commits' })),
    rollBackAnAppend: async () => undefined,
    beginLongTransactions: async () => async () => undefined,
    connections: async () => (await server.bring({ do: 'count' })).connections,
    destroy: async () => {
      for (const store of closing) await store.close();
      await server.kill();
    },
  };
}
