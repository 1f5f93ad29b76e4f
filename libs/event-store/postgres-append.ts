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
import { ANY, EXISTS, NO_STREAM } from '#event-store/postgres-schema';
import pg from 'pg';

/** What one round trip carries at most. */
const BATCH_APPENDS = 256;
const BATCH_BYTES = 4 * 1_048_576;

/** How long the server may take for one batch before it is asked no longer, in milliseconds. */
const ANSWER_WITHIN = 20_000;

/** Stands in no name and nowhere raw in JSON. */
const SEPARATOR = '\u001e';

const answered = {
  rowMode: 'array' as const,
  types: { getTypeParser: () => (value: string) => value },
  query_timeout: ANSWER_WITHIN,
};

const appendMany = {
  ...answered,
  name: 'append-many',
  text: `select * from event_store.append(${['text', 'bigint', 'int', 'uuid', 'text', 'json', 'json']
    .map((type, index) => `string_to_array($${index + 1}, E'\\x1e')::${type}[]`)
    .join(', ')})`,
};

const appendOne = {
  ...answered,
  name: 'append-one',
  text: 'select event_store.append_one($1, $2, $3, $4, $5, $6)',
};

const COLUMNS = [0, 1, 2, 3, 4, 5, 6] as const;

interface Waiting {
  readonly stream: string;
  readonly expected: Expected;
  readonly events: readonly Accepted[];
  readonly bytes: number;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: unknown) => void;
}

type Answer = readonly [stream: string, outcome: string, revision: string, position: string | null | undefined];

/**
 * Gathers the appends that wait and writes them in one round trip: whatever came in while the batch before was on its
 * way, at most one to a stream, one batch at a time and no timers, so that an append on its own is not delayed.
 */
export class Appender {
  readonly #connect: () => Promise<pg.Client>;
  readonly #written: () => void;
  readonly #waiting = new Map<string, Waiting[]>();
  #connection: Promise<pg.Client> | undefined;
  #running: Promise<void> | undefined;
  #closed = false;

  /** `written` is called whenever events were committed. */
  constructor(connect: () => Promise<pg.Client>, written: () => void) {
    this.#connect = connect;
    this.#written = written;
  }

  async append(stream: string, expected: Expected, events: readonly NewEvent[]): Promise<Appended> {
    if (this.#closed) throw new StoreUnavailable(new Error('The store was closed.'));
    const taken = accepted(stream, events);
    checkExpected(expected);
    return new Promise((resolve, reject) => {
      const waiting = { stream, expected, ...taken, resolve, reject };
      const queue = this.#waiting.get(stream);
      if (queue) queue.push(waiting);
      else this.#waiting.set(stream, [waiting]);
      this.#running ??= this.#run();
    });
  }

  /** Writes what is waiting, then lets go of the connection. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
    const connection = await this.#connection?.catch(() => undefined);
    await connection?.end();
  }

  async #run(): Promise<void> {
    while (this.#waiting.size > 0) {
      await new Promise((resolve) => setImmediate(resolve));
      await this.#write(this.#take());
    }
    this.#running = undefined;
  }

  #take(): Waiting[] {
    const batch: Waiting[] = [];
    const behind: [string, Waiting[]][] = [];
    let bytes = 0;
    for (const [stream, queue] of this.#waiting) {
      const next = queue[0];
      if (!next || batch.length === BATCH_APPENDS || bytes + next.bytes > BATCH_BYTES) break;
      batch.push(next);
      bytes += next.bytes;
      queue.shift();
      this.#waiting.delete(stream);
      if (queue.length > 0) behind.push([stream, queue]);
    }
    for (const [stream, queue] of behind) this.#waiting.set(stream, queue);
    return batch;
  }

  async #write(batch: readonly Waiting[]): Promise<void> {
    let client: pg.Client;
    try {
      client = await this.#connected();
    } catch (cause) {
      for (const each of batch) each.reject(new StoreUnavailable(cause));
      return;
    }
    try {
      this.#answer(batch, await ask(client, batch));
    } catch (cause) {
      await this.#failed(batch, cause);
    }
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

async function ask(client: pg.Client, batch: readonly Waiting[]): Promise<readonly Answer[]> {
  const [only] = batch;
  if (only && batch.length === 1 && only.events.length === 1) {
    const one: pg.QueryArrayResult<[string]> = await client.query(askOne(only));
    const [outcome = '', revision = '', position] = one.rows[0]?.[0].split(' ') ?? [];
    return [[only.stream, outcome, revision, position]];
  }
  const many: pg.QueryArrayResult<[string, string, string, string]> = await client.query(askMany(batch));
  return many.rows;
}

const text = (event: Accepted) => [event.id, event.type, event.data, event.metadataJson];

const askOne = ({ stream, expected, events }: Waiting) => ({
  ...appendOne,
  values: [stream, wire(expected), ...events.flatMap(text)],
});

function askMany(batch: readonly Waiting[]) {
  const rows = batch.flatMap(({ stream, expected, events }) =>
    events.map((event, step) => [stream, wire(expected), step, ...text(event)]),
  );
  return { ...appendMany, values: COLUMNS.map((column) => rows.map((row) => row[column]).join(SEPARATOR)) };
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
