import { setImmediate } from 'node:timers/promises';
import type { EventStore } from '#event-store/event-store';
import { MemoryLog, memoryStore } from '#event-store/memory';
import { eventStoreContract } from '#test/contracts/event-store.contract';
import { appended, type LogUnderTest, pause } from '#test/contracts/event-store/log-under-test';

function copyOf(log: MemoryLog): MemoryLog {
  const copy = new MemoryLog(log.identity);
  for (const event of log.events) copy.events.push(event);
  for (const [name, stream] of log.streams) copy.streams.set(name, { ...stream, events: [...stream.events] });
  return copy;
}

function inMemory(log = new MemoryLog()): LogUnderTest {
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
    fill: (count) => appended(memoryStore(log), count),
    copy: async () => inMemory(copyOf(log)),
    destroy: async () => {
      for (const store of opened) await store.close();
    },
  };
}

eventStoreContract({
  name: 'memory',
  repeatedWithAny: 'are written again',
  tellsFresh: true,
  answersCanBeLost: false,
  connectionsPerStore: 0,
  farBehind: 1_000_000,
  canBeCopied: true,
  create: async () => inMemory(),
});
