import { postgresStore } from '#event-store/postgres';
import { alternating, type Round, together } from '#test/bench/measure';
import { aFact, DATA, Inserts, METADATA } from '#test/bench/floor';
import { randomUUID } from 'node:crypto';
import { Client } from 'pg';

/** The floor has a connection a writer, as far as the server has connections. */
const CONNECTIONS_AT_MOST = 64;

const metadata = JSON.parse(METADATA) as Record<string, string>;

export interface Appends {
  readonly writers: number;
  /** Per second. */
  readonly floor: number;
  readonly port: number;
  /** Of a single writer, what lies between the two, by a bare client: the log's append function. */
  readonly called?: number;
  /** The floor's insert into the log's own table, where it answers with its position. */
  readonly answering?: number;
}

/** Appends through the port, each to a stream of its own, beside the floor; one row for each number of writers. */
export async function measureAppends(
  connectionString: string,
  writers: readonly number[],
  { rounds, milliseconds }: { rounds: number; milliseconds: number },
): Promise<Appends[]> {
  const store = await postgresStore({ connectionString });
  const append = () =>
    store.append(`arrest-test-${randomUUID()}`, 'no-stream', [
      { id: randomUUID(), type: 'SampleTaken', data: DATA, metadata },
    ]);
  const bare = new Client({ connectionString });
  await bare.connect();
  const measured: Appends[] = [];
  try {
    for (const count of writers) {
      const inserts = await Inserts.by(Math.min(count, CONNECTIONS_AT_MOST), connectionString);
      const all = Array.from({ length: count }, () => append);
      await together(all, milliseconds / 4);
      const subjects = { floor: () => inserts.run(milliseconds), port: () => together(all, milliseconds) };
      const compared = count === 1 ? { ...subjects, ...stepsOf(bare, milliseconds) } : subjects;
      measured.push({ writers: count, ...(await alternating(rounds, compared)) });
      await inserts.close();
    }
  } finally {
    await bare.end();
    await store.close();
  }
  return measured;
}

const stepsOf = (client: Client, milliseconds: number): Record<'called' | 'answering', () => Promise<Round>> => ({
  answering: () => together([() => client.query({ ...ANSWERING, values: aFact() })], milliseconds),
  called: () => together([() => client.query({ ...CALLED, values: aFact() })], milliseconds),
});

const ANSWERING = {
  name: 'answering',
  text: `insert into event_store.event (stream, revision, id, type, data, metadata)
         values ($1, 0, $2, $3, $4, $5) returning position`,
};

const CALLED = { name: 'called', text: 'select event_store.append_one($1, -1, $2, $3, $4, $5)' };
