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
const CHANNEL = 'bench_moved';
const GIVE_UP_AFTER = 30_000;

/** Watches how far the views have come, and when what was acknowledged could be read in each. */
class Watch {
  readonly #lags = new Map<string, number[]>();
  readonly #unseen = new Map<string, Acknowledged[]>();

  /** @param reached how far each view has come when the watch begins */
  constructor(private readonly reached: Map<string, bigint>) {
    for (const view of reached.keys()) this.#begin(view);
    this.#begin(EVERY_VIEW);
  }

  #begin(view: string): void {
    this.#lags.set(view, []);
    this.#unseen.set(view, []);
  }

  acknowledged(position: bigint): void {
    const at = performance.now();
    for (const unseen of this.#unseen.values()) unseen.push({ position, at });
    this.#settle();
  }

  /** What a view's checkpoint was moved to, as `TELLING` tells it. */
  moved(payload: string): void {
    for (const moved of payload.split(',')) {
      const [view = '', position = ''] = moved.split(' ');
      this.reached.set(view, BigInt(position));
    }
    this.#settle();
  }

  #settle(): void {
    const at = performance.now();
    for (const [view, unseen] of this.#unseen) {
      const reached = this.reached.get(view) ?? least([...this.reached.values()]);
      for (const one of unseen) if (one.position <= reached) this.#lags.get(view)?.push(at - one.at);
      this.#unseen.set(
        view,
        unseen.filter(({ position }) => position > reached),
      );
    }
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

const least = (positions: readonly bigint[]): bigint =>
  positions.reduce((one, other) => (one < other ? one : other), positions[0] ?? 0n);

/** Tells, once it is committed, how far views have come: looking again and again would be in their way. */
const TELLING = `
  create or replace function projections.tell_moved() returns trigger language plpgsql as $$
  begin
    perform pg_notify('${CHANNEL}', string_agg(view || ' ' || position, ',')) from moved having count(*) > 0;
    return null;
  end $$;
  create or replace trigger tell_moved after update on projections.checkpoint
    referencing new table as moved for each statement execute function projections.tell_moved();
  listen ${CHANNEL}`;

async function watching(client: Client): Promise<Watch> {
  await client.query(TELLING);
  const { rows } = await client.query<{ view: string; position: string }>(
    'select view, position from projections.reached',
  );
  const watch = new Watch(new Map(rows.map(({ view, position }) => [view, BigInt(position)])));
  client.on('notification', ({ payload = '' }) => watch.moved(payload));
  return watch;
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

function positionIn(answer: string): bigint {
  const position = /"position":"(\d+)"/.exec(answer)?.[1];
  if (position === undefined) throw new Error(`A command was answered without its position: ${answer}`);
  return BigInt(position);
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
      watch.acknowledged(positionIn(body));
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
  try {
    const watch = await watching(client);
    await paced(desks, perSecond, milliseconds, watch);
    for (let left = GIVE_UP_AFTER; left > 0 && !watch.complete(); left -= 10) await pause(10);
    if (!watch.complete()) throw new Error('Some of what was acknowledged has not come into every view.');
    return watch.result();
  } finally {
    await client.query('drop trigger if exists tell_moved on projections.checkpoint');
    await client.end();
  }
}
