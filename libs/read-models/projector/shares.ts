import {
  acquireIn,
  asCheckpoint,
  type Checkpoint,
  type CheckpointRow,
  CheckpointRefused,
} from '#read-models/projector/checkpoints';
import type { DataSource, EntityManager } from 'typeorm';

/** Whoever takes its turn from a consumer group owns views by this name: among them the group says whose turn it is. */
const GROUP = 'the group';

/** The checkpoint of one partition's share in a view. */
const shareOf = (view: string, partition: number): string => `${view}/${partition}`;

const sharesIn = async (db: EntityManager, view: string): Promise<number> => {
  const [row]: { n: number }[] = await db.query(
    'select count(*)::int as n from projections.checkpoint where view ^@ $1',
    [`${view}/`],
  );
  return row?.n ?? 0;
};

export const isSharedOut = async (dataSource: DataSource, view: string): Promise<boolean> =>
  (await sharesIn(dataSource.manager, view)) > 0;

/** @throws CheckpointRefused where the view is shared out, so that nobody can go on with the whole of it */
export async function checkWhole(dataSource: DataSource, view: string): Promise<void> {
  if (!(await isSharedOut(dataSource, view))) return;
  const why = 'it is shared out among the partitions of a topic, by workers with PROJECT_FROM=kafka.';
  const remedy = `Set that again, or stop those workers and say: npm run maintain -- rebuild ${view}`;
  throw new CheckpointRefused(view, 'SHARED_OUT', why, remedy);
}

interface Sharing {
  readonly view: string;
  readonly partitions: number;
  readonly identity: string;
  readonly leaseMs: number;
}

/**
 * Shares a view out among so many partitions, each going on from where the whole has come to; what is shared out stays so
 * until it is rebuilt. False while a process that follows the store owns the whole.
 * @throws CheckpointRefused where it is shared out among another number of partitions
 */
export const shareOut = (dataSource: DataSource, { view, partitions, ...who }: Sharing): Promise<boolean> =>
  dataSource.transaction(async (db) => {
    const shares = await sharesIn(db, view);
    if (shares === partitions) return true;
    const why = `it is shared out among ${shares} partitions, and the topic has ${partitions}.`;
    const remedy = `Stop the workers and say: npm run maintain -- rebuild ${view}`;
    if (shares > 0) throw new CheckpointRefused(view, 'OTHER_PARTITIONS', why, remedy);
    const whole = await acquireIn(db, { view, owner: GROUP, ...who });
    if (!whole) return false;
    await db.query(
      `insert into projections.checkpoint (view, position, recorded_at, last_event_id, last_stream, last_revision,
         store_identity, owner_epoch, updated_at)
       select c.view || '/' || share, c.position, c.recorded_at, c.last_event_id, c.last_stream, c.last_revision,
         c.store_identity, nextval('projections.epoch'), clock_timestamp()
       from projections.checkpoint c, generate_series(0, $2::int - 1) share where c.view = $1
       on conflict (view) do nothing`,
      [view, partitions],
    );
    return true;
  });

export interface Share {
  readonly checkpoint: Checkpoint;
  /** The first offset of the partition that it may not have been told. */
  readonly nextOffset: bigint;
}

/** Takes a share over, fencing whoever had it: the group has given this process its turn. Undefined where there is none. */
export async function takeShare(dataSource: DataSource, view: string, partition: number): Promise<Share | undefined> {
  const [row]: CheckpointRow[] = await dataSource.query(
    `with taken as (
       update projections.checkpoint set owner_epoch = nextval('projections.epoch') where view = $1 returning *)
     select * from taken`,
    [shareOf(view, partition)],
  );
  return row && { checkpoint: asCheckpoint(row), nextOffset: BigInt(row.next_offset) };
}

/** Notes that a share has been told everything before this offset: after it has been kept, and so never before it. */
export async function toldUpTo(dataSource: DataSource, { view, epoch }: Checkpoint, offset: bigint): Promise<void> {
  await dataSource.query(
    'update projections.checkpoint set next_offset = $3 where view = $1 and owner_epoch = $2 and next_offset < $3',
    [view, String(epoch), String(offset)],
  );
}
