import type { EventStore } from '#event-store/event-store';
import { eventStoreDbStore } from '#event-store/eventstoredb';
import type { LogUnderTest } from '#test/contracts/event-store/log-under-test';
import { realServer } from '#test/eventstoredb/real';
import { startTestServer } from '#test/eventstoredb/start';

/** A log on a test server of its own; where EVENTSTORE_URL names a real one, what that holds already. */
export async function eventStoreDbLog(): Promise<LogUnderTest> {
  const real = process.env['EVENTSTORE_URL'];
  const server = real === undefined ? await startTestServer() : await realServer(real);
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
    destroy: async () => {
      for (const store of opened) await store.close();
      await server.kill();
    },
  };
}
