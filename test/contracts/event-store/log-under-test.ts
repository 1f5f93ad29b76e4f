import type { EventStore, Followed, NewEvent, RecordedEvent } from '#event-store/event-store';
import { randomUUID } from 'node:crypto';

/** A fresh log, and what can be done to it from outside. */
export interface LogUnderTest {
  /** A store on this log, as another process opens it. */
  open(): Promise<EventStore>;
  /** A store that loses the answer to the next append it is asked, after the log has the events. */
  openLosingAnswers(): Promise<EventStore>;
  /** Cuts every connection of every store, as a network or a server can. */
  interrupt(): Promise<void>;
  /** From now on some appends take longer than others to commit. */
  slowSomeCommits(): Promise<void>;
  /** Begins an append that never comes to be. */
  rollBackAnAppend(): Promise<void>;
  /** Begins what runs long beside the log; the answer ends it. */
  beginLongTransactions(): Promise<() => Promise<void>>;
  /** Connections that all stores hold now. */
  connections(): Promise<number>;
  /** Puts so many events into it, the fastest way there is. */
  fill(count: number): Promise<void>;
  /** The log as it is now, as a backup that is restored elsewhere is. */
  copy(): Promise<LogUnderTest>;
  destroy(): Promise<void>;
}

/** Where adapters may differ, they say so, and the suite holds them to it. */
export interface Declared {
  readonly name: string;
  /** What the same ids do when appended again with `any` or `exists`, for which nothing is promised. */
  readonly repeatedWithAny: 'are written again' | 'are found';
  /** Whether an append says that its events were written just now: what is asked again never does. */
  readonly tellsFresh: boolean;
  /** Whether an append's answer can be lost on its way. */
  readonly answersCanBeLost: boolean;
  /** The most connections one store holds. */
  readonly connectionsPerStore: number;
  /** How many events a reader that is far behind is behind by; CONTRACT_BEHIND says another number for all. */
  readonly farBehind: number;
  /** Whether a test can copy the log; where it cannot, only whoever runs the server can. */
  readonly canBeCopied: boolean;
}

export interface Adapter extends Declared {
  create(): Promise<LogUnderTest>;
}

let named = 0;

/** A name that no other stream of this run has. */
export function aStream(prefix = 'handover'): string {
  named += 1;
  return `${prefix}-${named}-${randomUUID()}`;
}

export function anEvent(fields: Partial<NewEvent> = {}): NewEvent {
  return { id: randomUUID(), type: 'HandoverSent', data: '{"urgency":"routine"}', metadata: { user: 'u1' }, ...fields };
}

export const someEvents = (count: number): NewEvent[] =>
  Array.from({ length: count }, (_, index) => anEvent({ data: `{"step":${index}}` }));

const AT_ONCE = 1_000;
const STREAMS = 4;

/** Appends so many events to a few streams at once. */
export async function appended(store: EventStore, count: number): Promise<void> {
  const work = Array.from({ length: STREAMS }, async () => {
    const stream = aStream('filled');
    let last: bigint | undefined;
    for (let left = Math.ceil(count / STREAMS); left > 0; left -= AT_ONCE)
      last = (await store.append(stream, last ?? 'no-stream', someEvents(Math.min(AT_ONCE, left)))).lastRevision;
  });
  await Promise.all(work);
}

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const taken: T[] = [];
  for await (const item of items) taken.push(item);
  return taken;
}

/** Takes what is told until `done`, then leaves. */
export async function until(followed: AsyncIterable<Followed>, done: (told: readonly Followed[]) => boolean) {
  const told: Followed[] = [];
  for await (const item of followed) {
    told.push(item);
    if (done(told)) return told;
  }
  return told;
}

export const eventsIn = (told: readonly Followed[]): RecordedEvent[] =>
  told.flatMap((item) => ('event' in item ? [item.event] : []));

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
