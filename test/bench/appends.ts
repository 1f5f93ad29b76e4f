import { postgresStore } from '#event-store/postgres';
import { alternating, together } from '#test/bench/measure';
import { DATA, Inserts, METADATA } from '#test/bench/floor';
import { randomUUID } from 'node:crypto';

/** The floor has a connection a writer, as far as the server has connections. */
const CONNECTIONS_AT_MOST = 64;

/** Turns are so many times shorter and as many more than elsewhere: what a disk does to one must meet the other too. */
const SHORTER = 5;

const metadata = JSON.parse(METADATA) as Record<string, string>;

export interface Appends {
  readonly writers: number;
  /** Per second. */
  readonly floor: number;
  readonly port: number;
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
  const measured: Appends[] = [];
  try {
    for (const count of writers) {
      const inserts = await Inserts.by(Math.min(count, CONNECTIONS_AT_MOST), connectionString);
      const all = Array.from({ length: count }, () => append);
      const turn = milliseconds / SHORTER;
      await together(all, turn);
      const subjects = { floor: () => inserts.run(turn), port: () => together(all, turn) };
      measured.push({ writers: count, ...(await alternating(rounds * SHORTER, subjects)) });
      await inserts.close();
    }
  } finally {
    await store.close();
  }
  return measured;
}
