import type { Position } from '#event-store/event-store';
import type { CloudEvent } from '#messages/cloud-event';
import type { Outgoing } from '#messages/outbound';
import type { Instant } from '#pathway/decider';
import type { DataSource, EntityManager } from 'typeorm';

/** A message at its place in the log, which is its place in every feed it is part of. */
export interface Placed extends Outgoing {
  readonly position: Position;
}

/** What a stretch of the log says. */
export interface Stretch {
  readonly from: Position;
  readonly upTo: Position;
  readonly messages: readonly Placed[];
  /** People erased in it: what was said of them is forgotten. */
  readonly erased: readonly string[];
}

export interface FeedEntry {
  readonly position: Position;
  readonly message: CloudEvent;
}

/** Another process has announced this stretch: its place has to be read again. */
export class Overtaken extends Error {
  constructor() {
    super('Another process has announced this stretch of the log.');
    this.name = 'Overtaken';
  }
}

/** How far a way of announcing has come. @throws Error where its checkpoint belongs to another log */
export async function announcedUpTo(dataSource: DataSource, way: string, store: string): Promise<Position> {
  await dataSource.query(
    'insert into messages.announced (way, store, position) values ($1, $2, 0) on conflict do nothing',
    [way, store],
  );
  const [row]: { store: string; position: string }[] = await dataSource.query(
    'select store, position from messages.announced where way = $1',
    [way],
  );
  if (row?.store !== store)
    throw new Error(`What was announced by ${way} belongs to another log (${row?.store}); this one is ${store}.`);
  return BigInt(row.position);
}

/** Moves the checkpoint on. The lock on its row is what puts every feed in order. @throws Overtaken */
export async function moveAnnounced(
  db: EntityManager,
  way: string,
  { from, upTo }: Pick<Stretch, 'from' | 'upTo'>,
  known?: Instant,
): Promise<void> {
  const [, moved]: [unknown, number] = await db.query(
    'update messages.announced set position = $3, known = coalesce($4, known) where way = $1 and position = $2',
    [way, String(from), String(upTo), known],
  );
  if (moved !== 1) throw new Overtaken();
}

/** The latest moment at which anything was recorded that has been announced this way, as its checkpoint was told. */
export async function knownUpTo(dataSource: DataSource, way: string): Promise<Instant | undefined> {
  const [row]: { known: string | null }[] = await dataSource.query(
    'select known from messages.announced where way = $1',
    [way],
  );
  return row?.known ?? undefined;
}

/** Announces this way from the beginning of the log again. */
export async function forgetAnnounced(dataSource: DataSource, way: string): Promise<void> {
  await dataSource.query('delete from messages.announced where way = $1', [way]);
}

/** Puts a stretch into the feeds: its messages and the checkpoint, or neither. @throws Overtaken */
export async function putOut(dataSource: DataSource, stretch: Stretch): Promise<void> {
  await dataSource.transaction(async (db) => {
    await moveAnnounced(db, 'feed', stretch);
    const rows = stretch.messages.flatMap(({ to, message, ...placed }) => {
      const text = JSON.stringify(message);
      return to.map((receiver) => ({ ...placed, receiver, text }));
    });
    if (rows.length > 0)
      await db.query(
        `insert into messages.outbox (receiver, position, person, message)
         select * from unnest($1::text[], $2::numeric[], $3::uuid[], $4::json[]) on conflict do nothing`,
        [
          rows.map(({ receiver }) => receiver),
          rows.map(({ position }) => String(position)),
          rows.map(({ personId }) => personId),
          rows.map(({ text }) => text),
        ],
      );
    if (stretch.erased.length > 0)
      await db.query('delete from messages.outbox where person = any($1::uuid[])', [stretch.erased]);
  });
}

/** What a receiver was told after a position, in the order of the log. */
export async function feedOf(
  dataSource: DataSource,
  receiver: string,
  after: Position,
  limit: number,
): Promise<readonly FeedEntry[]> {
  const rows: { position: string; message: CloudEvent }[] = await dataSource.query(
    `select position, message from messages.outbox where receiver = $1 and position > $2 order by position limit $3`,
    [receiver, String(after), limit],
  );
  return rows.map(({ position, message }) => ({ position: BigInt(position), message }));
}
