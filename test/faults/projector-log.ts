import {
  type EventStore,
  type Followed,
  type Position,
  type ReadAll,
  type ReadStream,
  type RecordedEvent,
  StreamNotFound,
  SubscriptionDropped,
} from '#event-store/event-store';
import { ERASED, type Json } from '#pathway/decider';
import { deciders } from '#pathway/deciders';
import { placeOf, type StageName, streamOf } from '#pathway/stages';
import type { Told } from '#pathway/told';
import type { Tell } from '#read-models/view';
import { v5 } from 'uuid';

/** The same id for the same words. */
export const idOf = (words: string): string => v5(words, '1b671a64-40d5-491e-99b0-da01ff1f3341');

export interface Said {
  readonly stage: StageName;
  readonly instance: string;
  readonly personId: string;
  readonly fact: { readonly type: string; readonly occurredAt: string; readonly [field: string]: Json | undefined };
  readonly recordedAt?: string;
  readonly organisation?: string;
}

/** A log to follow that a test writes, cuts off, and puts back to an earlier state. */
export class ScriptedLog implements EventStore {
  #events: RecordedEvent[] = [];
  #wake = Promise.withResolvers<void>();
  #cut = false;
  name = 'the log';

  /** Positions leave gaps, as those of a real log may. */
  say({ stage, instance, personId, fact, recordedAt, organisation = 'ld-quayside' }: Said): RecordedEvent {
    const { type, ...fields } = fact;
    const stream = streamOf(stage, instance);
    const revision = BigInt(this.#events.filter((event) => event.stream === stream).length);
    const position = (this.#events.at(-1)?.position ?? 0n) + 3n;
    const event: RecordedEvent = {
      id: idOf(`${stream}@${revision}`),
      type,
      data: JSON.stringify(fields),
      metadata: { person: personId, recordedAt: recordedAt ?? fact.occurredAt, organisation, user: 'somebody' },
      stream,
      revision,
      position,
    };
    this.#events.push(event);
    this.#ring();
    return event;
  }

  /** Ends every subscription, as a lost connection does. */
  cut(): void {
    this.#cut = true;
    this.#ring();
    this.#cut = false;
  }

  /** As after a restore: the newest events are gone. */
  forget(newest: number): void {
    this.#events = this.#events.slice(0, -newest);
  }

  get events(): readonly RecordedEvent[] {
    return this.#events;
  }

  #ring(): void {
    const woken = this.#wake;
    this.#wake = Promise.withResolvers();
    const cut = this.#cut;
    woken.resolve(cut ? Promise.reject(new SubscriptionDropped()) : undefined);
    woken.promise.catch(() => undefined);
  }

  async *follow({ after = 0n, signal }: { after?: Position; signal: AbortSignal }): AsyncIterable<Followed> {
    let position = after;
    const aborted = Promise.withResolvers<void>();
    signal.addEventListener('abort', () => aborted.resolve(), { once: true });
    while (!signal.aborted) {
      const wake = this.#wake.promise;
      const next = this.#events.at(this.#events.findLastIndex((event) => event.position <= position) + 1);
      if (next) {
        position = next.position;
        yield { event: next };
      } else {
        yield { caughtUp: true };
        await Promise.race([wake, aborted.promise]);
      }
    }
  }

  async *readAll({ after = 0n, limit = Infinity }: ReadAll = {}): AsyncIterable<RecordedEvent> {
    yield* await Promise.resolve(this.#events.filter(({ position }) => position > after).slice(0, limit));
  }

  async *readStream(
    stream: string,
    { from = 'start', limit = Infinity }: ReadStream = {},
  ): AsyncIterable<RecordedEvent> {
    const events = await Promise.resolve(this.#events.filter((event) => event.stream === stream));
    if (events.length === 0) throw new StreamNotFound(stream);
    yield* events.filter(({ revision }) => typeof from !== 'bigint' || revision >= from).slice(0, limit);
  }

  head(): Promise<Position> {
    return Promise.resolve(this.#events.at(-1)?.position ?? 0n);
  }

  identity(): Promise<string> {
    return Promise.resolve(this.name);
  }

  append(): never {
    throw new Error('This log is written by its test.');
  }

  deleteStream(): never {
    throw new Error('This log is written by its test.');
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

type Fields = Readonly<Record<string, Json>>;

/** As when the person's key cannot be had: the stage's personal fields read as erased, those inside a correction too. */
function withoutKey(fields: Fields, personal: readonly string[]): Fields {
  const entries = Object.entries(fields).map(([field, value]): [string, Json] => {
    if (field === 'fact') return [field, withoutKey(value as Fields, personal)];
    return [field, field === 'why' || personal.includes(field) ? ERASED : value];
  });
  return Object.fromEntries(entries);
}

/** Tells what this log holds, as far as the person was not erased; what is marked `unreadable` cannot be told. */
export const plainly =
  (erased: ReadonlySet<string> = new Set()): Tell =>
  (events, wanted) =>
    Promise.resolve(
      events.map((event) => {
        const { person = '', recordedAt = '', organisation = '', user = '' } = event.metadata;
        const place = placeOf(event.stream);
        const written = JSON.parse(event.data) as Fields;
        if (!place || written['unreadable']) return { untellable: 'UNREADABLE' };
        const readable = wanted.personal && !erased.has(person);
        const fields = readable ? written : withoutKey(written, deciders[place.stage].personal);
        const fact = { type: event.type, ...fields } as unknown as Told['fact'];
        const { id, revision, position } = event;
        return { ...place, fact, id, revision, position, recordedAt, personId: person, organisation, user };
      }),
    );
