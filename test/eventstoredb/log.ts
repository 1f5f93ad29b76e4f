import { closeSync, existsSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';

/** As the server keeps it: bytes, whatever they are. */
export interface Proposed {
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly data: Buffer;
  readonly metadata: Buffer;
}

export interface Recorded extends Proposed {
  readonly stream: string;
  readonly revision: bigint;
  /** Where its record begins, in bytes of the log. */
  readonly position: bigint;
  /** Where the record after it would begin. */
  readonly end: bigint;
  /** Ticks of 100 ns since 1970. */
  readonly created: bigint;
}

export type ExpectedRevision = bigint | 'no-stream' | 'exists' | 'any';

export type Decision = { readonly written: Recorded } | { readonly conflict: bigint | 'no-stream' } | 'stream-deleted';

interface Stream {
  readonly events: Recorded[];
  truncateBefore: bigint;
  closed: boolean;
}

/** A record's own bytes besides what it carries. */
const OVERHEAD = 61;
/** What a soft deletion truncates before, and the revision of a tombstone. */
const LAST = 9_223_372_036_854_775_807n;

const system = (type: string, data: unknown = {}): Proposed => ({
  id: crypto.randomUUID(),
  type,
  contentType: 'application/json',
  data: Buffer.from(typeof data === 'string' ? data : JSON.stringify(data)),
  metadata: Buffer.alloc(0),
});

/** The log of an EventStoreDB, with its decisions: what it writes, finds again or refuses, and what it writes of its own. */
export class Log {
  readonly events: Recorded[] = [];
  readonly #streams = new Map<string, Stream>();
  readonly #watchers = new Set<() => void>();
  readonly #file: number | undefined;
  /** Recorded, and not in the file yet. */
  #unwritten = '';
  /** For `any` and `exists`: what was written since the start, by stream and id. */
  readonly #recent = new Map<string, Recorded>();

  /** @param file keeps the log over a restart; in memory where left out */
  constructor(file?: string) {
    if (file !== undefined && existsSync(file))
      for (const line of readFileSync(file, 'utf8').split('\n')) if (line !== '') this.#take(parsed(line));
    this.#file = file === undefined ? undefined : openSync(file, 'a');
    if (this.events.length === 0) this.#record('$settings', system('$ServerStarted'));
    this.#write();
  }

  /** Writes all of it to a file that another server can go on from. */
  copyTo(file: string): void {
    writeFileSync(file, this.events.map((event) => `${written(event)}\n`).join(''));
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
  }

  watch(woken: () => void): () => void {
    this.#watchers.add(woken);
    return () => this.#watchers.delete(woken);
  }

  /** Undefined: there is no such stream, or nothing of it is told any more. */
  read(name: string): readonly Recorded[] | 'stream-deleted' | undefined {
    const stream = this.#streams.get(name);
    if (stream?.closed) return 'stream-deleted';
    const told = stream?.events.filter(({ revision }) => revision >= stream.truncateBefore) ?? [];
    return told.length === 0 ? undefined : told;
  }

  append(name: string, expected: ExpectedRevision, events: readonly Proposed[]): Decision {
    const decided = this.#decide(this.#stream(name), name, expected, events);
    if (decided !== 'write') return decided;
    this.#undelete(name);
    const last = events.map((event) => this.#record(name, event)).at(-1);
    this.#write();
    for (const woken of [...this.#watchers]) woken();
    return last ? { written: last } : { conflict: this.#current(this.#stream(name)) };
  }

  delete(name: string, expected: ExpectedRevision, kind: 'soft' | 'tombstone'): Decision {
    const stream = this.#stream(name);
    const decided = this.#decide(stream, name, expected, [system('$streamDeleted')]);
    if (decided !== 'write') return decided;
    const record =
      kind === 'soft'
        ? this.#record(`$$${name}`, system('$metadata', `{"$tb":${LAST}}`))
        : this.#record(name, system('$streamDeleted'), LAST);
    this.#write();
    for (const woken of [...this.#watchers]) woken();
    return { written: record };
  }

  #stream(name: string): Stream {
    return this.#streams.get(name) ?? { events: [], truncateBefore: 0n, closed: false };
  }

  #current({ events }: Stream): bigint | 'no-stream' {
    return events.at(-1)?.revision ?? 'no-stream';
  }

  #decide(stream: Stream, name: string, expected: ExpectedRevision, events: readonly Proposed[]): Decision | 'write' {
    if (stream.closed) return 'stream-deleted';
    const conflict = { conflict: this.#current(stream) };
    if (expected === 'exists' && stream.truncateBefore === LAST) return 'stream-deleted';
    if (expected === 'exists' && stream.events.length === 0) return conflict;
    if (expected === 'exists' || expected === 'any') return this.#decideLoosely(name, events) ?? conflict;
    const at = expected === 'no-stream' ? -1 : Number(expected);
    if (at > stream.events.length - 1) return conflict;
    return at === stream.events.length - 1 ? 'write' : (this.#decideAgain(stream, at, events) ?? conflict);
  }

  /** By what is remembered: everything was written before, or nothing. */
  #decideLoosely(name: string, events: readonly Proposed[]): Decision | 'write' | undefined {
    const found = events.map(({ id }) => this.#recent.get(`${name} ${id}`));
    const last = found.at(-1);
    if (!found[0]) return 'write';
    return last && found.every(Boolean) ? { written: last } : undefined;
  }

  /** By what stands after the revision expected. What differs from its first event on may begin a deleted stream again. */
  #decideAgain(stream: Stream, at: number, events: readonly Proposed[]): Decision | 'write' | undefined {
    const there = events.map(({ id }, step) => {
      const event = stream.events[at + 1 + step];
      return event?.id === id ? event : undefined;
    });
    const last = there.at(-1);
    if (last && there.every(Boolean)) return { written: last };
    return !there[0] && at === -1 && stream.truncateBefore === LAST ? 'write' : undefined;
  }

  #undelete(name: string): void {
    const stream = this.#stream(name);
    if (stream.truncateBefore === LAST) this.#record(`$$${name}`, system('$metadata', { $tb: stream.events.length }));
  }

  #record(stream: string, event: Proposed, revision = BigInt(this.#stream(stream).events.length)): Recorded {
    const position = this.events.at(-1)?.end ?? 0n;
    const size = OVERHEAD + event.data.length + event.metadata.length + event.type.length + stream.length;
    const created = BigInt(Date.now()) * 10_000n;
    const recorded = { ...event, stream, revision, position, end: position + BigInt(size), created };
    this.#unwritten += `${written(recorded)}\n`;
    this.#recent.set(`${stream} ${event.id}`, recorded);
    return this.#take(recorded);
  }

  /** What was decided together, in one piece: a server that is killed has kept all of it or nothing. */
  #write(): void {
    if (this.#file !== undefined) writeSync(this.#file, this.#unwritten);
    this.#unwritten = '';
  }

  #take(recorded: Recorded): Recorded {
    const { stream: name, type, data } = recorded;
    this.events.push(recorded);
    const stream = this.#stream(name);
    this.#streams.set(name, stream);
    if (type === '$streamDeleted') stream.closed = true;
    else stream.events.push(recorded);
    if (type === '$metadata') {
      const about = this.#stream(name.slice(2));
      about.truncateBefore = BigInt(/"\$tb":(\d+)/.exec(data.toString())?.[1] ?? 0);
      this.#streams.set(name.slice(2), about);
    }
    return recorded;
  }
}

const BIG = ['revision', 'position', 'end', 'created'] as const;
const BYTES = ['data', 'metadata'] as const;

const written = (recorded: Recorded): string =>
  JSON.stringify({
    ...recorded,
    ...Object.fromEntries(BIG.map((name) => [name, String(recorded[name])])),
    ...Object.fromEntries(BYTES.map((name) => [name, recorded[name].toString('base64')])),
  });

function parsed(line: string): Recorded {
  const fields = JSON.parse(line) as Record<keyof Recorded, string>;
  return {
    ...fields,
    ...(Object.fromEntries(BIG.map((name) => [name, BigInt(fields[name])])) as Pick<Recorded, (typeof BIG)[number]>),
    ...(Object.fromEntries(BYTES.map((name) => [name, Buffer.from(fields[name], 'base64')])) as Pick<
      Recorded,
      (typeof BYTES)[number]
    >),
  };
}
