import { type Accepted, accepted, checkExpected } from '#event-store/accepted';
import {
  type Appended,
  type Expected,
  type NewEvent,
  OutcomeUnknown,
  StoreUnavailable,
  StreamDeleted,
  WrongExpectedVersion,
} from '#event-store/event-store';
import { failedWrite, refusal, spoiltByOne } from '#event-store/postgres-errors';
import { ANY, appendFirst, appendNext, EXISTS, NO_STREAM } from '#event-store/postgres-schema';
import { execute } from '#event-store/postgres-statement';
import type pg from 'pg';

/** What one round trip carries at most. */
const BATCH_APPENDS = 256;
const BATCH_BYTES = 4 * 1_048_576;

/** How often it is looked whether the server still answers, in milliseconds: what is met twice is waited for no longer. */
const LOOK_EVERY = 10_000;

/** Stands in no name and nowhere raw in JSON. */
const SEPARATOR = '\u001e';

const statements = {
  append_first: appendFirst,
  append_next: appendNext,
  append_many: `select * from event_store.append(${['text', 'bigint', 'int', 'uuid', 'text', 'json', 'json']
    .map((type, index) => `string_to_array($${index + 1}, E'\\x1e')::${type}[]`)
    .join(', ')})`,
};

/**
 * What a connection needs before it appends. A plan holds for all streams; who has waited so long for the lock is told to
 * try again; and the server gives up before it is given up.
 */
export const APPENDING = [
  'set plan_cache_mode = force_generic_plan',
  `set lock_timeout = '5s'`,
  `set statement_timeout = '8s'`,
  ...Object.entries(statements).map(([name, text]) => `prepare ${name} as ${text}`),
].join(';\n');

const COLUMNS = [0, 1, 2, 3, 4, 5, 6] as const;

interface Waiting {
  readonly stream: string;
  readonly expected: Expected;
  readonly events: readonly Accepted[];
  readonly bytes: number;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: unknown) => void;
}

type Answer = readonly [stream: string, outcome: string, revision: string, position: string | null];

/**
 * Gathers the appends that wait and writes them in one round trip: whatever came in while the batch before was on its
 * way, at most one to a stream, one batch at a time. An append on its own is not delayed.
 */
export class Appender {
  readonly #connect: () => Promise<pg.Client>;
  readonly #written: () => void;
  #waiting: Waiting[] = [];
  #connection: Promise<pg.Client> | undefined;
  #running: Promise<void> | undefined;
  /** Whether the batch before was one append: who had no company waits no turn of the event loop for some. */
  #alone = false;
  #closed = false;
  #underWay: readonly Waiting[] | undefined;
  #metBefore: readonly Waiting[] | undefined;
  readonly #looking: NodeJS.Timeout;

  /** `written` is called whenever events were committed. */
  constructor(connect: () => Promise<pg.Client>, written: () => void) {
    this.#connect = connect;
    this.#written = written;
    this.#looking = setInterval(() => this.#look(), LOOK_EVERY).unref();
  }

  append(stream: string, expected: Expected, events: readonly NewEvent[]): Promise<Appended> {
    return new Promise((resolve, reject) => {
      if (this.#closed) throw new StoreUnavailable(new Error('The store was closed.'));
      const taken = accepted(stream, events);
      checkExpected(expected);
      this.#waiting.push({ stream, expected, ...taken, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Writes what is waiting, then lets go of the connection. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
    clearInterval(this.#looking);
    const connection = await this.#connection?.catch(() => undefined);
    await connection?.end();
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      if (!this.#alone) await new Promise((resolve) => setImmediate(resolve));
      const batch = this.#take();
      this.#alone = batch.length === 1;
      await this.#write(batch);
      this.#underWay = undefined;
    }
    this.#running = undefined;
  }

  /** A timer for each append would cost one that is alone a fortieth of its time. */
  #look(): void {
    if (this.#underWay && this.#underWay === this.#metBefore) this.#drop();
    this.#metBefore = this.#underWay;
  }

  /** What waits for another append to its stream goes on waiting, and with it what was asked later of that stream. */
  #take(): Waiting[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    if (waiting.length === 1) return waiting;
    const streams = new Set<string>();
    let bytes = 0;
    return waiting.filter((each) => {
      const fits = !streams.has(each.stream) && streams.size < BATCH_APPENDS && bytes + each.bytes <= BATCH_BYTES;
      streams.add(each.stream);
      if (fits) bytes += each.bytes;
      else this.#waiting.push(each);
      return fits;
    });
  }

  async #write(batch: readonly Waiting[]): Promise<void> {
    this.#underWay = batch;
    let client: pg.Client;
    try {
      client = await this.#connected();
    } catch (cause) {
      for (const each of batch) each.reject(new StoreUnavailable(cause));
      return;
    }
    try {
      const [only] = batch;
      if (only && batch.length === 1 && (await this.#writeInPlace(client, only))) return;
      this.#answer(batch, await execute<Answer>(client, 'append_many', columnsOf(batch)));
    } catch (cause) {
      await this.#failed(batch, cause);
    }
  }

  /** One event at an exact revision. Answers whether it was written: if not, it is to be asked why. */
  async #writeInPlace(client: pg.Client, { stream, expected, events, resolve }: Waiting): Promise<boolean> {
    const [event, more] = events;
    const revision = wire(expected) + 1n;
    if (!event || more || revision < 0n) return false;
    const statement = revision === 0n ? 'append_first' : 'append_next';
    const [written] = await execute<[string]>(client, statement, [stream, String(revision), ...text(event)]);
    if (!written) return false;
    this.#written();
    resolve({ firstRevision: revision, lastRevision: revision, position: BigInt(written[0]), fresh: true });
    return true;
  }

  #answer(batch: readonly Waiting[], answers: readonly Answer[]): void {
    const last = new Map<string, Answer>();
    for (const answer of answers)
      if (answer[1] === 'written' || last.get(answer[0])?.[1] !== 'written') last.set(answer[0], answer);
    if (answers[0]?.[1] === 'written') this.#written();
    for (const each of batch) settle(each, last.get(each.stream));
  }

  async #failed(batch: readonly Waiting[], cause: unknown): Promise<void> {
    const code = refusal(cause);
    const stillGood = code !== undefined && spoiltByOne(code);
    if (stillGood && batch.length > 1) {
      for (const each of batch) await this.#write([each]);
      return;
    }
    for (const each of batch) each.reject(failedWrite(cause));
    if (!stillGood) this.#drop();
  }

  #connected(): Promise<pg.Client> {
    this.#connection ??= this.#open();
    return this.#connection;
  }

  #open(): Promise<pg.Client> {
    const connection = this.#connect();
    const drop = () => this.#drop(connection);
    connection.then((client) => {
      client.once('error', drop);
      client.once('end', drop);
    }, drop);
    return connection;
  }

  #drop(connection = this.#connection): void {
    if (this.#connection === connection) this.#connection = undefined;
    connection?.then((client) => client.end()).catch(() => undefined);
  }
}

const text = (event: Accepted) => [event.id, event.type, event.data, event.metadataJson];

function columnsOf(batch: readonly Waiting[]): string[] {
  const rows = batch.flatMap(({ stream, expected, events }) =>
    events.map((event, step) => [stream, wire(expected), step, ...text(event)]),
  );
  return COLUMNS.map((column) => rows.map((row) => row[column]).join(SEPARATOR));
}

const wired = { 'no-stream': NO_STREAM, any: ANY, exists: EXISTS };

/** How the functions of the schema are told what is expected. */
export const wire = (expected: Expected): bigint => (typeof expected === 'bigint' ? expected : wired[expected]);

function settle(waiting: Waiting, answer: Answer | undefined): void {
  const { stream, expected, events, resolve, reject } = waiting;
  const [, outcome, at, position] = answer ?? [];
  if (outcome === 'closed') return reject(new StreamDeleted(stream));
  if (outcome === 'conflict')
    return reject(new WrongExpectedVersion(stream, expected, at === '-1' ? 'no-stream' : BigInt(at ?? 0)));
  if (!at || !position) return reject(new OutcomeUnknown(new Error('The append function gave no answer.')));
  const lastRevision = BigInt(at);
  const firstRevision = lastRevision - BigInt(events.length) + 1n;
  const fresh = outcome === 'written' ? { fresh: true as const } : {};
  resolve({ firstRevision, lastRevision, position: BigInt(position), ...fresh });
}
