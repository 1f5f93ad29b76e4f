import { setImmediate } from 'node:timers/promises';
import type { EventStore } from '#event-store/event-store';
import { MemoryLog, memoryStore } from '#event-store/memory';
import { eventStoreContract } from '#test/contracts/event-store.contract';
import { type LogUnderTest, pause } from '#test/contracts/event-store/log-under-test';

function inMemory(): LogUnderTest {
  const log = new MemoryLog();
  const opened: EventStore[] = [];
  let slow = false;
  const open = async () => {
    const store = memoryStore(log);
    opened.push(store);
    const append: EventStore['append'] = async (...asked) => {
      await (slow ? pause(Math.random() * 5) : setImmediate());
      return store.append(...asked);
    };
    return { ...store, append };
  };
  return {
    open,
    openLosingAnswers: open,
    interrupt: async () => log.interrupt(),
    slowSomeCommits: async () => {
      slow = true;
    },
    rollBackAnAppend: async () => {
      await memoryStore(log)
        .append('never', 5n, [{ id: crypto.randomUUID(), type: 'Never', data: '{}', metadata: {} }])
        .catch(() => undefined);
    },
    beginLongTransactions: async () => async () => undefined,
    connections: async () => 0,
    destroy: async () => {
      for (const store of opened) await store.close();
    },
  };
}

eventStoreContract({
  name: 'memory',
  repeatedWithAny: 'are written again',
  answersCanBeLost: false,
  connectionsPerStore: 0,
  create: async () => inMemory(),
});
