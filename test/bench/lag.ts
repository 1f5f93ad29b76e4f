import type { Desk } from '#test/bench/commands';
import { percentile } from '#test/bench/measure';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';

/** From a command's answer until a view holds it, in milliseconds. */
export interface Lag {
  readonly view: string;
  readonly p50: number;
  readonly p99: number;
  readonly measured: number;
}

interface Acknowledged {
  readonly position: bigint;
  readonly at: number;
}

const EVERY_VIEW = 'every view';
/** How often the checkpoints are looked at, in milliseconds: what is measured is no finer. */
const LOOK_EVERY = 0.5;
const GIVE_UP_AFTER = 30_000;

/** Watches how far the views have come, and when what was acknowledged could be read in each. */
class Watch {
  readonly #lags = new Map<string, number[]>();
  readonly #unseen = new Map<string, Acknowledged[]>();

  acknowledged(position: bigint): void {
    const at = performance.now();
    for (const unseen of this.#unseen.values()) unseen.push({ position, at });
  }

  saw(view: string, position: bigint, at: number): void {
    const unseen = this.#unseen.get(view) ?? [];
    const lags = this.#lags.get(view) ?? [];
    for (const one of unseen) if (one.position <= position) lags.push(Math.max(0, at - one.at));
    this.#lags.set(view, lags);
    this.#unseen.set(
      view,
      unseen.filter((one) => one.position > position),
    );
  }

  complete(): boolean {
    return [...this.#unseen.values()].every(({ length }) => length === 0);
  }

  result(): Lag[] {
    return [...this.#lags].map(([view, lags]) => ({
      view,
      p50: percentile(lags, 0.5),
      p99: percentile(lags, 0.99),
      measured: lags.length,
    }));
  }
}

async function look(client: Client, watch: Watch): Promise<void> {
  const { rows } = await client.query<{ view: string; position: string }>({
    name: 'look',
    text: 'select view, position from projections.reached',
  });
  const at = performance.now();
  for (const { view, position } of rows) watch.saw(view, BigInt(position), at);
  const slowest = rows.map(({ position }) => BigInt(position)).reduce((one, other) => (one < other ? one : other));
  watch.saw(EVERY_VIEW, slowest, at);
}

/** Waits until every view holds all of the log, so that what comes next is not measured with what came before. */
export async function caughtUp(databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    for (let left = GIVE_UP_AFTER; left > 0; left -= 10) {
      const { rows } = await client.query<{ behind: boolean }>(
        `select bool_or(c.position < h.head) as behind from projections.reached c,
         (select coalesce(max(position), 0) as head from event_store.event) h`,
      );
      if (rows[0]?.behind === false) return;
      await pause(10);
    }
    throw new Error('The views do not catch up with the log.');
  } finally {
    await client.end();
  }
}

/** Sends commands at a steady pace, by whichever desk is free; one that finds none free waits for the next turn. */
async function paced(desks: readonly Desk[], perSecond: number, milliseconds: number, watch: Watch): Promise<void> {
  const began = performance.now();
  const free = [...desks];
  const underWay = new Set<Promise<void>>();
  for (let sent = 0; ;) {
    const elapsed = performance.now() - began;
    if (elapsed >= milliseconds) break;
    const desk = sent < (elapsed / 1000) * perSecond ? free.pop() : undefined;
    if (!desk) {
      await pause(1);
      continue;
    }
    sent += 1;
    const step = desk.step().then(({ body }) => {
      watch.acknowledged(BigInt(/"position":"(\d+)"/.exec(body)?.[1] ?? 0));
      free.push(desk);
      underWay.delete(step);
    });
    underWay.add(step);
  }
  await Promise.all(underWay);
}

/** How far the views lag behind what was acknowledged while commands come in at this pace. */
export async function measureLag(
  desks: readonly Desk[],
  databaseUrl: string,
  { perSecond, milliseconds }: { perSecond: number; milliseconds: number },
): Promise<Lag[]> {
  await caughtUp(databaseUrl);
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  const watch = new Watch();
  await look(client, watch);
  let over = false;
  const looking = (async () => {
    for (; !over; await pause(LOOK_EVERY)) await look(client, watch);
  })();
  try {
    await paced(desks, perSecond, milliseconds, watch);
    for (let left = GIVE_UP_AFTER; left > 0 && !watch.complete(); left -= 10) await pause(10);
  } finally {
    over = true;
    await looking;
    await client.end();
  }
  return watch.result();
}
