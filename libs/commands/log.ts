import {
  type Appended,
  type EventStore,
  OutcomeUnknown,
  type RecordedEvent,
  StreamDeleted,
  StreamNotFound,
} from '#event-store/event-store';
import { deciders } from '#pathway/deciders';
import type { Instant } from '#pathway/decider';
import { type PathwayFact, type StageName, streamOf } from '#pathway/stages';
import { upcast } from '#pathway/upcast';
import { genesis, link } from '#privacy/chain';
import type { Keys } from '#privacy/keys';
import { seal, unseal } from '#privacy/sealing';
import { LRUCache } from 'lru-cache';

/** One event of a stream, decrypted as far as the person's key still exists. */
export interface LoggedFact {
  readonly id: string;
  readonly fact: PathwayFact;
  readonly revision: bigint;
  /** Its own place in the log, or that of the last event appended with it. */
  readonly position: bigint;
  readonly recordedAt: Instant;
  readonly organisation: string;
  readonly user: string;
  /** The command that recorded it, and a digest of what was asked. */
  readonly command: string;
  readonly request: string;
}

/** A stage's stream as read: empty at revision -1n where nothing has been recorded. */
export interface History {
  readonly stage: StageName;
  readonly instance: string;
  readonly personId: string | undefined;
  readonly facts: readonly LoggedFact[];
  readonly revision: bigint;
  /** The hash the next event links to. */
  readonly hash: string;
}

/** Who records, by which command, and when by the handler's clock. */
export interface Stamp {
  readonly personId: string;
  readonly organisation: string;
  readonly user: string;
  readonly command: string;
  readonly request: string;
  readonly recordedAt: Instant;
}

const KEPT_MOST = 5_000;

const bound = (stream: string, id: string) => `${stream}/${id}`;

/** The personal fields of a fact, those inside a correction included. */
function personalFields(stage: StageName, type: string): readonly string[] {
  const { personal } = deciders[stage];
  return type.endsWith('Corrected') ? ['why', ...personal.map((path) => `fact.${path}`)] : personal;
}

/** Opens stored events: the key where it exists, the fields, the type. @throws Error where one cannot be read. */
export function readFact(event: RecordedEvent, key: Buffer | undefined): PathwayFact {
  return upcast(event.type, unseal(event.data, key, bound(event.stream, event.id)));
}

/**
 * The streams of the stages, as facts. What was read stays in memory, and what was appended where the store says that it
 * was written just now; an append at a revision that is no longer the last is refused, so a stale copy can mislead nobody
 * who then appends.
 */
export class Log {
  readonly #kept = new LRUCache<string, History>({ max: KEPT_MOST });

  constructor(
    readonly store: EventStore,
    readonly keys: Keys,
  ) {}

  /** As last read or written by this process; `fresh` reads again. */
  async read(stage: StageName, instance: string, fresh = false): Promise<History & { readonly kept: boolean }> {
    const stream = streamOf(stage, instance);
    const kept = this.#kept.get(stream);
    if (kept && !fresh) return { ...kept, kept: true };
    const events = await this.#events(stream);
    const personId = events[0]?.metadata['person'];
    const key = personId === undefined ? undefined : (await this.keys.read([personId])).get(personId);
    const last = events.at(-1);
    const history: History = {
      stage,
      instance,
      personId,
      facts: events.map((event) => logged(event, readFact(event, key))),
      revision: last?.revision ?? -1n,
      hash: last?.metadata['hash'] ?? genesis(stream),
    };
    this.#kept.set(stream, history);
    return { ...history, kept: false };
  }

  /** A stream that should not be there yet, without looking: if it is, the append is refused and says so. */
  unread(stage: StageName, instance: string): History & { readonly kept: boolean } {
    const stream = streamOf(stage, instance);
    const kept = this.#kept.get(stream);
    if (kept) return { ...kept, kept: true };
    const hash = genesis(stream);
    return { stage, instance, personId: undefined, facts: [], revision: -1n, hash, kept: true };
  }

  /**
   * Appends to a stream as it was read: sealed with the person's key, linked to the event before, stamped.
   * An outcome that is not known is settled by appending the same events again.
   * @throws WrongExpectedVersion where the stream moved; PersonKeyDestroyed after an erasure
   */
  async append(history: History, facts: readonly { id: string; fact: PathwayFact }[], stamp: Stamp): Promise<History> {
    const key = await this.keys.make(stamp.personId);
    if (!key) throw new PersonKeyDestroyed();
    const stream = streamOf(history.stage, history.instance);
    const recordedAt = later(stamp.recordedAt, history.facts.at(-1)?.recordedAt);
    const { personId, ...stamped } = stamp;
    const events = facts.map(({ id, fact: { type, ...fields } }) => ({
      id,
      type,
      data: seal(fields, personalFields(history.stage, type), key, bound(stream, id)),
      metadata: { ...stamped, person: personId, recordedAt },
    }));
    const linked = link(stream, history.revision + 1n, history.hash, events);
    const appended = await this.#settle(stream, history.revision, linked);
    const written = facts.map(({ id, fact }, index) => ({
      ...stamped,
      id,
      fact,
      recordedAt,
      revision: appended.firstRevision + BigInt(index),
      position: appended.position,
    }));
    const next: History = {
      ...history,
      personId,
      facts: [...history.facts, ...written],
      revision: appended.lastRevision,
      hash: linked.at(-1)?.metadata['hash'] ?? history.hash,
    };
    // What was recorded there before under the same ids, in other bytes, is what stands: it has to be read to be linked to.
    this.#kept.set(stream, appended.fresh && next);
    return next;
  }

  forget(stage: StageName, instance: string): void {
    this.#kept.delete(streamOf(stage, instance));
  }

  async #settle(stream: string, revision: bigint, events: ReturnType<typeof link>): Promise<Appended> {
    const expected = revision < 0n ? 'no-stream' : revision;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.store.append(stream, expected, events);
      } catch (error) {
        this.#kept.delete(stream);
        if (!(error instanceof OutcomeUnknown) || attempt === 3) throw error;
      }
    }
  }

  async #events(stream: string): Promise<RecordedEvent[]> {
    const events: RecordedEvent[] = [];
    try {
      for await (const event of this.store.readStream(stream)) events.push(event);
    } catch (error) {
      if (!(error instanceof StreamNotFound || error instanceof StreamDeleted)) throw error;
    }
    return events;
  }
}

/** The person was erased: nothing more can be recorded of them. */
export class PersonKeyDestroyed extends Error {
  constructor() {
    super('The key of this person has been destroyed.');
    this.name = 'PersonKeyDestroyed';
  }
}

const later = (one: Instant, other: Instant | undefined): Instant => (other !== undefined && other > one ? other : one);

function logged(event: RecordedEvent, fact: PathwayFact): LoggedFact {
  const { recordedAt = '', organisation = '', user = '', command = '', request = '' } = event.metadata;
  const { id, revision, position } = event;
  return { id, fact, revision, position, recordedAt, organisation, user, command, request };
}
