import { type EventStore, type Position, type RecordedEvent } from '#event-store/event-store';
import type { Places } from '#worker/places';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * Follows the log from a checkpoint that moves only after a batch has been dealt with: at least once, in order.
 * What it does must be harmless when repeated. `caused` is the last position that its own doing has reached.
 */
export interface Follower {
  readonly name: string;
  /** Deals with one event; answers with the position of what it appended, if anything. */
  handle(event: RecordedEvent): Promise<Position | undefined>;
}

const install = `
  create schema if not exists worker;
  create table if not exists worker.follower (
    name text primary key,
    store text not null,
    position numeric(20) not null,
    caused numeric(20) not null
  );
  create table if not exists worker.set_aside (
    follower text not null,
    event uuid not null,
    position numeric(20) not null,
    stream text not null,
    code text not null,
    at timestamptz not null default now(),
    primary key (follower, event)
  )`;

export async function installFollowers(pool: Pool): Promise<void> {
  await pool.query(`begin; select pg_advisory_xact_lock(7462003); ${install}; commit`);
}

const BACKOFF_MS = [100, 500, 2_000, 5_000];

/** What cannot be done is set aside where operators see it, until following begins anew; anything else is tried again. */
export class CannotBeDone extends Error {
  constructor(
    readonly code: string,
    cause?: unknown,
  ) {
    super(code, { cause });
    this.name = 'CannotBeDone';
  }
}

export interface Following {
  readonly store: EventStore;
  readonly pool: Pool;
  readonly places: Places;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/** Runs until aborted; resumes from the last committed checkpoint after any failure. */
export async function run(follower: Follower, following: Following): Promise<void> {
  const { signal, log } = following;
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      await follow(follower, following, () => (failures = 0));
    } catch (error) {
      if (signal.aborted) return;
      log.warn({ follower: follower.name, error: nameOf(error) }, 'following broke off; resuming from the checkpoint');
    }
    await pause(BACKOFF_MS[Math.min(failures, BACKOFF_MS.length - 1)], undefined, { signal }).catch(() => undefined);
  }
}

async function follow(follower: Follower, following: Following, moved: () => void): Promise<void> {
  const { store, pool, places, signal, log } = following;
  const identity = await store.identity();
  const place = await placeOf(pool, follower.name, identity);
  await takeUp(follower, following, place.position);
  for await (const followed of store.follow({ after: place.position, signal })) {
    if ('caughtUp' in followed) continue;
    if ('event' in followed) {
      const caused = await deal(follower, followed.event, pool, log);
      if (caused !== undefined && caused > place.caused) place.caused = caused;
      place.position = followed.event.position;
    } else place.position = followed.checkpoint;
    places.move({ ...place, name: follower.name, store: identity });
    moved();
  }
}

async function deal(follower: Follower, event: RecordedEvent, pool: Pool, log: Logger): Promise<Position | undefined> {
  try {
    return await follower.handle(event);
  } catch (error) {
    if (!(error instanceof CannotBeDone)) throw error;
    log.error({ follower: follower.name, event: event.id, type: event.type, code: error.code }, 'set aside');
    await pool.query(
      `insert into worker.set_aside (follower, event, position, stream, code) values ($1, $2, $3, $4, $5)
       on conflict do nothing`,
      [follower.name, event.id, String(event.position), event.stream, error.code],
    );
    return undefined;
  }
}

interface SetAside {
  readonly event: string;
  readonly position: string;
  readonly stream: string;
}

/** Tries once more what was set aside: what was in the way may have been mended before this start. */
async function takeUp(follower: Follower, following: Following, upTo: Position): Promise<void> {
  const { pool, log } = following;
  const { rows } = await pool.query<SetAside>(
    'select event, position, stream from worker.set_aside where follower = $1 order by position',
    [follower.name],
  );
  for (const row of rows) {
    if (!(await redone(follower, row, { store: following.store, upTo }))) continue;
    await pool.query('delete from worker.set_aside where follower = $1 and event = $2', [follower.name, row.event]);
    log.info({ follower: follower.name, event: row.event }, 'what was set aside has been done');
  }
}

/** It, and again what came after it in its stream: that may have rested on it. */
async function redone(
  follower: Follower,
  { position, stream }: SetAside,
  { store, upTo }: { readonly store: EventStore; readonly upTo: Position },
): Promise<boolean> {
  for await (const event of store.readAll({ after: BigInt(position) - 1n, filter: { streams: [stream] } })) {
    if (event.position > upTo) break;
    if (!(await isDone(follower, event))) return false;
  }
  return true;
}

async function isDone(follower: Follower, event: RecordedEvent): Promise<boolean> {
  try {
    await follower.handle(event);
    return true;
  } catch (error) {
    if (error instanceof CannotBeDone) return false;
    throw error;
  }
}

/** Where a follower has never run it begins here, and not with all that was ever recorded. */
export async function beginAtEnd(name: string, { store, pool }: Pick<Following, 'store' | 'pool'>): Promise<void> {
  await pool.query(
    'insert into worker.follower (name, store, position, caused) values ($1, $2, $3, 0) on conflict do nothing',
    [name, await store.identity(), String(await store.head())],
  );
}

async function placeOf(pool: Pool, name: string, identity: string): Promise<{ position: Position; caused: Position }> {
  await pool.query(
    'insert into worker.follower (name, store, position, caused) values ($1, $2, 0, 0) on conflict do nothing',
    [name, identity],
  );
  const { rows } = await pool.query<{ store: string; position: string; caused: string }>(
    'select store, position, caused from worker.follower where name = $1',
    [name],
  );
  const row = rows[0];
  if (row?.store !== identity)
    throw new Error(`The checkpoint of ${name} belongs to another log (${row?.store}); this one is ${identity}.`);
  return { position: BigInt(row.position), caused: BigInt(row.caused) };
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);
