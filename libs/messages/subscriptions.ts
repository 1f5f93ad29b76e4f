import type { Position } from '#event-store/event-store';
import type { DataSource } from 'typeorm';

/** Where an organisation's messages are sent, and how that goes. */
export interface Subscription {
  readonly id: string;
  readonly organisation: string;
  readonly url: string;
  readonly createdBy: string;
  readonly createdAt: string;
  /** Everything up to here has been taken. */
  readonly position: string;
  readonly state: 'active' | 'dead';
  /** Attempts at the next message that failed, and how the last of them did. */
  readonly failures: number;
  readonly failure: string | null;
  readonly nextAt: string;
  /** Messages not taken yet. */
  readonly waiting: number;
}

/** A subscription that this process alone delivers for, until the lease runs out. */
export interface Leased {
  readonly id: string;
  readonly organisation: string;
  readonly url: string;
  /** The lead who set it up: nothing is sent of people whom they may not see. */
  readonly createdBy: string;
  readonly position: Position;
  readonly failures: number;
  readonly lease: string;
}

const stamp = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;
const shown = `
  id, organisation, url, created_by as "createdBy", ${stamp('created_at')} as "createdAt", position::text as position,
  state, failures, failure, ${stamp('next_at')} as "nextAt",
  (select count(*)::int from messages.outbox o
   where o.receiver = s.organisation and o.position > s.position) as waiting`;

/** From what is announced from now on, or after a position. Undefined where the organisation has this address already. */
export async function subscribe(
  dataSource: DataSource,
  asked: { id: string; organisation: string; url: string; user: string; after?: Position },
): Promise<Subscription | undefined> {
  const { id, organisation, url, user, after } = asked;
  const rows: { id: string }[] = await dataSource.query(
    `insert into messages.subscription (id, organisation, url, created_by, position)
     values ($1, $2, $3, $4, coalesce($5::numeric, (select position from messages.announced where way = 'feed'), 0))
     on conflict do nothing returning id`,
    [id, organisation, url, user, after === undefined ? null : String(after)],
  );
  if (rows.length === 0) return undefined;
  return (await subscriptionsOf(dataSource, organisation)).find((one) => one.id === id);
}

/** Those of one organisation, or of all. */
export const subscriptionsOf = (dataSource: DataSource, organisation?: string): Promise<readonly Subscription[]> =>
  dataSource.query(
    `select ${shown} from messages.subscription s where $1::text is null or organisation = $1 order by created_at, id`,
    [organisation ?? null],
  );

/** Whether there was one to end. */
export async function unsubscribe(dataSource: DataSource, organisation: string, id: string): Promise<boolean> {
  const [, ended]: [unknown, number] = await dataSource.query(
    'delete from messages.subscription where organisation = $1 and id = $2',
    [organisation, id],
  );
  return ended === 1;
}

/** Sends again what came after a position, or goes on where it stopped; a dead one lives again. */
export async function replay(
  dataSource: DataSource,
  { organisation, id, after }: { organisation: string; id: string; after?: Position },
): Promise<boolean> {
  const [, revived]: [unknown, number] = await dataSource.query(
    `update messages.subscription
     set position = coalesce($3::numeric, position), state = 'active', failures = 0, failure = null,
         next_at = now(), leased_until = '-infinity'
     where organisation = $1 and id = $2`,
    [organisation, id, after === undefined ? null : String(after)],
  );
  return revived === 1;
}

/** Goes on where sending was given up: one, or all. Answers how many. */
export async function reviveDead(dataSource: DataSource, id?: string): Promise<number> {
  const [, revived]: [unknown, number] = await dataSource.query(
    `update messages.subscription set state = 'active', failures = 0, failure = null, next_at = now()
     where state = 'dead' and ($1::uuid is null or id = $1)`,
    [id ?? null],
  );
  return revived;
}

const LEASE = `now() + interval '60 seconds'`;

/** The subscription that has waited longest for what it has not taken; undefined where none is due. */
export async function lease(dataSource: DataSource): Promise<Leased | undefined> {
  const [[row]]: [(Omit<Leased, 'position'> & { position: string })[]] = await dataSource.query(
    `update messages.subscription set leased_until = ${LEASE}
     where id = (
       select id from messages.subscription s
       where state = 'active' and next_at <= now() and leased_until < now()
         and exists (select 1 from messages.outbox o where o.receiver = s.organisation and o.position > s.position)
       order by next_at limit 1 for update skip locked)
     returning id, organisation, url, created_by as "createdBy", position, failures, leased_until::text as lease`,
  );
  return row && { ...row, position: BigInt(row.position) };
}

/** Moves on past a message that was taken; undefined where the lease was lost, or the subscription set elsewhere. */
export async function taken(dataSource: DataSource, leased: Leased, position: Position): Promise<Leased | undefined> {
  const [[row]]: [{ lease: string }[]] = await dataSource.query(
    `update messages.subscription
     set position = $3, failures = 0, failure = null, next_at = now(), leased_until = ${LEASE}
     where id = $1 and leased_until = $2::timestamptz returning leased_until::text as lease`,
    [leased.id, leased.lease, String(position)],
  );
  return row && { ...leased, position, failures: 0, lease: row.lease };
}

/** Ends the turn of a subscription; with what went wrong, and when to try again: never, where it is dead. */
export async function release(
  dataSource: DataSource,
  { id, lease: held }: Leased,
  wrong?: { readonly failure: string; readonly retryInMs: number | undefined },
): Promise<void> {
  await dataSource.query(
    `update messages.subscription
     set leased_until = '-infinity', failures = failures + $3, failure = coalesce($4, failure),
         state = case when $5 then 'dead' else state end, next_at = now() + $6 * interval '1 millisecond'
     where id = $1 and leased_until = $2::timestamptz`,
    [
      id,
      held,
      wrong ? 1 : 0,
      wrong?.failure ?? null,
      wrong !== undefined && wrong.retryInMs === undefined,
      wrong?.retryInMs ?? 0,
    ],
  );
}
