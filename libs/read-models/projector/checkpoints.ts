import type { EventStore, RecordedEvent } from '#event-store/event-store';
import { StreamDeleted, StreamNotFound } from '#event-store/event-store';
import type { Instant } from '#pathway/decider';
import { toInstant } from '#read-models/instants';
import { NOT_THE_OWNER } from '#read-models/migrations/moving';
import { send } from '#read-models/statements';
import { type DataSource, type EntityManager, QueryFailedError } from 'typeorm';

/** How far a view has come, and under which epoch its owner may move it. */
export interface Checkpoint {
  readonly view: string;
  readonly position: bigint;
  /** The greatest `recordedAt` up to here. */
  readonly recordedAt: Instant | undefined;
  readonly epoch: bigint;
}

export interface CheckpointRow {
  view: string;
  position: string;
  recorded_at: Date | null;
  last_event_id: string | null;
  last_stream: string | null;
  last_revision: string | null;
  store_identity: string;
  owner_epoch: string;
  next_offset: string;
}

/** Another process has become the owner of the view: nothing of this batch was written. */
export class OwnershipLost extends Error {
  constructor(view: string) {
    super(`Another process projects the view ${view} now.`);
    this.name = 'OwnershipLost';
  }
}

/** The checkpoint does not belong to this log. */
export class CheckpointRefused extends Error {
  constructor(
    readonly view: string,
    readonly code: 'OTHER_LOG' | 'BEYOND_THE_LOG' | 'OTHER_HISTORY' | 'SHARED_OUT' | 'OTHER_PARTITIONS',
    why: string,
    remedy = `Connect the log it was made from, or say: npm run maintain -- rebuild ${view}`,
  ) {
    super(`The view ${view} cannot go on: ${why} ${remedy}`);
    this.name = 'CheckpointRefused';
  }
}

export interface Acquiring {
  readonly view: string;
  readonly owner: string;
  readonly leaseMs: number;
  /** The log's. */
  readonly identity: string;
}

/**
 * Becomes the owner of a view if nobody is, or the lease has run out: a new epoch, which fences every earlier owner.
 * A view without a checkpoint gets one at the log's start. Undefined while another process owns it.
 */
export const acquire = (dataSource: DataSource, who: Acquiring): Promise<Checkpoint | undefined> =>
  dataSource.transaction((db) => acquireIn(db, who));

export async function acquireIn(db: EntityManager, who: Acquiring): Promise<Checkpoint | undefined> {
  const leases: { epoch: string }[] = await db.query(
    `insert into projections.lease as l (view, owner, epoch, renewed_at, expires_at)
       values ($1, $2, 1, clock_timestamp(), clock_timestamp() + $3 * interval '1 millisecond')
       on conflict (view) do update set owner = excluded.owner, epoch = l.epoch + 1,
         renewed_at = excluded.renewed_at, expires_at = excluded.expires_at
       where l.owner = excluded.owner or l.expires_at < clock_timestamp()
       returning epoch`,
    [who.view, who.owner, who.leaseMs],
  );
  const lease = leases[0];
  if (!lease) return undefined;
  const [row]: CheckpointRow[] = await db.query(
    `insert into projections.checkpoint as c (view, position, store_identity, owner_epoch, updated_at)
       values ($1, 0, $2, $3, clock_timestamp())
       on conflict (view) do update set owner_epoch = excluded.owner_epoch returning c.*`,
    [who.view, who.identity, lease.epoch],
  );
  return row && asCheckpoint(row);
}

export const asCheckpoint = (row: CheckpointRow): Checkpoint => ({
  view: row.view,
  position: BigInt(row.position),
  recordedAt: row.recorded_at ? toInstant(row.recorded_at) : undefined,
  epoch: BigInt(row.owner_epoch),
});

/** Keeps the lease. @throws OwnershipLost where it is no longer this epoch's */
export async function renew(dataSource: DataSource, { view, epoch }: Checkpoint, leaseMs: number): Promise<void> {
  const rows: unknown[] = await dataSource.query(
    `with renewed as (
       update projections.lease set renewed_at = clock_timestamp(),
         expires_at = clock_timestamp() + $3 * interval '1 millisecond'
       where view = $1 and epoch = $2 returning 1)
     select * from renewed`,
    [view, epoch.toString(), leaseMs],
  );
  if (rows.length === 0) throw new OwnershipLost(view);
}

/** Gives the lease up, so that another process need not wait for it to run out. */
export async function release(dataSource: DataSource, { view, epoch }: Checkpoint): Promise<void> {
  await dataSource.query('update projections.lease set expires_at = clock_timestamp() where view = $1 and epoch = $2', [
    view,
    epoch.toString(),
  ]);
}

/** A checkpoint as its owner knows it, and where it moves to. */
export interface Moving {
  readonly from: Checkpoint;
  readonly to: { readonly position: bigint; readonly recordedAt: Instant | undefined; readonly last?: RecordedEvent };
}

/**
 * Moves checkpoints, each of another view, in the transaction that wrote the rows. The two are durable together or lost
 * together, so that the commit need not wait for the disk. @throws OwnershipLost where one is not this owner's any more
 */
export async function move(db: EntityManager, moving: readonly Moving[]): Promise<void> {
  try {
    await send(
      db,
      `select projections.move($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::timestamptz[], $6::text[],
         $7::text[], $8::bigint[])`,
      columns(moving),
    );
  } catch (error) {
    const code: unknown = error instanceof QueryFailedError && (error.driverError as { code?: unknown }).code;
    throw code === NOT_THE_OWNER ? new OwnershipLost(moving.map(({ from }) => from.view).join(' or ')) : error;
  }
}

const columns = (moving: readonly Moving[]): (string | null)[][] => [
  moving.map(({ from }) => from.view),
  moving.map(({ from }) => from.position.toString()),
  moving.map(({ from }) => from.epoch.toString()),
  moving.map(({ to }) => to.position.toString()),
  moving.map(({ to }) => to.recordedAt ?? null),
  moving.map(({ to }) => to.last?.id ?? null),
  moving.map(({ to }) => to.last?.stream ?? null),
  moving.map(({ to }) => to.last?.revision.toString() ?? null),
];

/** @throws CheckpointRefused where the checkpoint was made from another log, or from what this one no longer holds */
export async function checkAgainst(store: EventStore, dataSource: DataSource, view: string): Promise<void> {
  const rows: CheckpointRow[] = await dataSource.query('select * from projections.checkpoint where view = $1', [view]);
  const row = rows[0];
  if (!row) return;
  if (row.store_identity !== (await store.identity()))
    throw new CheckpointRefused(view, 'OTHER_LOG', 'it was made from another log.');
  if (BigInt(row.position) > (await store.head()))
    throw new CheckpointRefused(view, 'BEYOND_THE_LOG', 'it has seen more than this log holds, as after a restore.');
  if (!(await stillHolds(store, row)))
    throw new CheckpointRefused(view, 'OTHER_HISTORY', 'the last event it has seen is not in this log.');
}

async function stillHolds(store: EventStore, { last_stream: stream, last_revision: revision, ...row }: CheckpointRow) {
  if (stream === null || revision === null) return true;
  try {
    for await (const event of store.readStream(stream, { from: BigInt(revision), limit: 1 }))
      return event.id === row.last_event_id;
  } catch (error) {
    if (!(error instanceof StreamNotFound || error instanceof StreamDeleted)) throw error;
  }
  return false;
}
