import type { EventStore, Position, RecordedEvent } from '#event-store/event-store';
import { BATCH, PARK_AT_MOST, type ProjectorOptions } from '#read-models/projector';
import { acquire, release, renew } from '#read-models/projector/checkpoints';
import { Commits } from '#read-models/projector/commits';
import { Projection } from '#read-models/projector/projection';
import type { View } from '#read-models/view';
import { randomUUID } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';

/** A rebuild that gives no sign of life for so long has died; another may start. */
const REBUILD_LEASE_MS = 60_000;

const nextOf = (view: View) => `${view.name}_next`;
const pastOf = (view: View) => `${view.name}_past`;

/** Somebody else is rebuilding this view. */
export class RebuildUnderWay extends Error {
  constructor(view: string) {
    super(`The view ${view} is being rebuilt by another process: wait for it to finish.`);
    this.name = 'RebuildUnderWay';
  }
}

/** An event that the view could not apply, or one of the same stream that came after it. */
export interface ParkedEvent {
  readonly stream: string;
  readonly position: bigint;
  readonly eventId: string;
  /** A code: what went wrong, or `STREAM_PARKED` for what came after. */
  readonly reason: string;
}

/**
 * Builds the view again from the log's start, in tables of its own, while the live ones go on; then swaps the two.
 * Readers see the one or the other, whole. @throws RebuildUnderWay
 */
export const rebuild = ({ view, ...options }: ProjectorOptions, signal?: AbortSignal): Promise<void> =>
  rebuildTogether([view], options, signal);

/**
 * Several views from one reading of the log. What fails one ends the rebuilding of all that are not swapped yet.
 * @throws RebuildUnderWay
 */
export async function rebuildTogether(
  views: readonly View[],
  options: Omit<ProjectorOptions, 'view'>,
  signal?: AbortSignal,
): Promise<void> {
  const beginning = await Promise.allSettled(views.map((view) => Rebuilding.of({ ...options, view })));
  const begun = beginning.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  try {
    for (const one of beginning) if (one.status === 'rejected') throw one.reason;
    for (let [behind, after] = [begun, 0n]; behind.length > 0;) {
      after = await catchUp(behind, { ...options, after }, signal);
      const swapped = await Promise.all(behind.map((one) => one.swap()));
      behind = behind.filter((_, index) => !swapped[index]);
    }
  } finally {
    await Promise.all(begun.map((one) => one.release()));
  }
  for (const view of views) await options.dataSource.query(`drop schema if exists "${pastOf(view)}" cascade`);
}

/**
 * Takes up what was parked, once the view or the telling has been corrected: a rebuild, since rows of other streams may
 * rest on the events that were left out. Answers what is still parked.
 */
export async function replayParked(options: ProjectorOptions, signal?: AbortSignal): Promise<readonly ParkedEvent[]> {
  await rebuild(options, signal);
  return parkedIn(options.dataSource, options.view.name);
}

export async function parkedIn(dataSource: DataSource, view: string): Promise<readonly ParkedEvent[]> {
  const rows: { stream: string; position: string; event_id: string; reason: string }[] = await dataSource.query(
    'select stream, position, event_id, reason from projections.parked where view = $1 order by position',
    [view],
  );
  return rows.map((row) => ({ ...row, eventId: row.event_id, position: BigInt(row.position) }));
}

async function clearCheckpoint(dataSource: DataSource, schema: string): Promise<void> {
  await dataSource.query(
    `delete from projections.checkpoint c where view = $1
     and not exists (select from projections.lease l where l.view = $1 and l.expires_at > clock_timestamp())`,
    [schema],
  );
}

const makeTables = (dataSource: DataSource, view: View): Promise<void> =>
  dataSource.transaction(async (db) => {
    await db.query('delete from projections.parked where view = $1', [nextOf(view)]);
    await db.query(`drop schema if exists "${nextOf(view)}" cascade`);
    await db.query(`create schema "${nextOf(view)}"`);
    for (const table of view.tables)
      await db.query(`create table "${nextOf(view)}"."${table}" (like "${view.name}"."${table}" including all)`);
  });

interface Reading {
  readonly store: EventStore;
  readonly after: Position;
  /** Events that are read, and projected, at once. */
  readonly batch?: number;
}

/** How many stretches are read before the slowest view has taken the first of them: so much is held in memory. */
const AHEAD = 4;

/** Each view takes the log at its own pace, the fastest a few stretches ahead. Answers how far all have come. */
async function catchUp(views: readonly Rebuilding[], reading: Reading, signal?: AbortSignal): Promise<Position> {
  const { store, batch = BATCH } = reading;
  let { after } = reading;
  const underWay: Promise<unknown>[] = [];
  try {
    for (let more = true; more;) {
      signal?.throwIfAborted();
      const events = await stretch(store, after, batch);
      const taken = Promise.all(views.map((view) => view.take(events)));
      taken.catch(() => undefined); // Heard of below, in its turn.
      underWay.push(taken);
      if (underWay.length === AHEAD) await underWay.shift();
      after = events.at(-1)?.position ?? after;
      more = events.length === batch;
    }
    await Promise.all(underWay);
  } finally {
    await Promise.allSettled(underWay);
  }
  return after;
}

async function stretch(store: EventStore, after: Position, limit: number): Promise<readonly RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const event of store.readAll({ after, limit })) events.push(event);
  return events;
}

/** A view that is being built in tables of its own. */
class Rebuilding {
  #renewAt = performance.now() + REBUILD_LEASE_MS / 4;
  #taken: Promise<void> = Promise.resolve();

  private constructor(
    private readonly options: ProjectorOptions,
    private readonly projection: Projection,
    private readonly identity: string,
  ) {}

  static async of(options: ProjectorOptions): Promise<Rebuilding> {
    const { view, dataSource, store, parkAtMost = PARK_AT_MOST, tell } = options;
    const schema = nextOf(view);
    const identity = await store.identity();
    await clearCheckpoint(dataSource, schema);
    const owned = await acquire(dataSource, { view: schema, owner: randomUUID(), leaseMs: REBUILD_LEASE_MS, identity });
    if (!owned) throw new RebuildUnderWay(view.name);
    try {
      await makeTables(dataSource, view);
      const commits = new Commits(dataSource);
      const projection = await Projection.from({ view, dataSource, commits, tell, schema, parkAtMost }, owned);
      return new Rebuilding(options, projection, identity);
    } catch (error) {
      await release(dataSource, owned);
      throw error;
    }
  }

  /** After whatever it was given before. */
  take(events: readonly RecordedEvent[]): Promise<void> {
    return (this.#taken = this.#taken.then(() => this.#take(events)));
  }

  async #take(events: readonly RecordedEvent[]): Promise<void> {
    await this.projection.project(events);
    if (performance.now() < this.#renewAt) return;
    await renew(this.options.dataSource, this.projection.at, REBUILD_LEASE_MS);
    this.#renewAt = performance.now() + REBUILD_LEASE_MS / 4;
  }

  /**
   * Puts the new tables in the place of the live ones, unless those have meanwhile come further: then it answers false.
   * No epoch owns the checkpoint afterwards, and it is whole: a batch on its way into the old tables cannot commit, its
   * owner starts from here.
   */
  swap(): Promise<boolean> {
    const { dataSource, view, store } = this.options;
    const { position } = this.projection.at;
    return dataSource.transaction(async (db) => {
      const head = await store.head();
      const live: { position: string; store_identity: string }[] = await db.query(
        `select position, store_identity from projections.checkpoint where view = $1 or view ^@ ($1 || '/')
         order by position desc for update`,
        [view.name],
      );
      const reached = live[0]?.store_identity === this.identity ? BigInt(live[0].position) : 0n;
      if (reached > position && reached <= head) return false;
      await rename(db, view);
      await db.query(`delete from projections.checkpoint where view = $1 or view ^@ ($1 || '/')`, [view.name]);
      await db.query('delete from projections.parked where view = $1', [view.name]);
      await db.query('update projections.checkpoint set view = $1, owner_epoch = -1 where view = $2', [
        view.name,
        nextOf(view),
      ]);
      await db.query('update projections.parked set view = $1 where view = $2', [view.name, nextOf(view)]);
      return true;
    });
  }

  release(): Promise<void> {
    return release(this.options.dataSource, this.projection.at);
  }
}

async function rename(db: EntityManager, view: View): Promise<void> {
  await db.query(`drop schema if exists "${pastOf(view)}" cascade`);
  await db.query(`alter schema "${view.name}" rename to "${pastOf(view)}"`);
  await db.query(`alter schema "${nextOf(view)}" rename to "${view.name}"`);
}
