import type { EntityManager, DataSource } from 'typeorm';

/** A message whose turn it is. */
export interface Turn {
  readonly id: string;
  readonly organisation: string | null;
  readonly caller: string;
  readonly payload: Buffer;
  /** Where it stood on a broker: `topic/partition/offset`. */
  readonly place: string | null;
  /** The person, where somebody matched it by hand. */
  readonly person: string | null;
  readonly attempts: number;
}

/** What a turn comes to, and who turned out to have sent it. Nothing in it is personal. */
export type Outcome = { readonly organisation?: string } & Ending;

type Ending =
  | { readonly state: 'recorded'; readonly person: string; readonly stage: string; readonly instance: string }
  /** Nobody known here answers to it. */
  | { readonly state: 'waiting' }
  /** It can never be done as it is. */
  | { readonly state: 'dead'; readonly code: string; readonly words: string; readonly person?: string }
  /** It could not be done just now. */
  | { readonly state: 'received'; readonly code: string; readonly retryInMs: number; readonly person?: string };

/** The earliest message that is due, with none before it about the same person that is still to be dealt with. */
const NEXT = `
  select id, organisation, caller, payload, place, person, attempts from messages.inbox i
  where state = 'received' and next_at <= now()
    and not exists (
      select 1 from messages.inbox e where e.state = 'received' and e.seq < i.seq and e.about && i.about)
  order by seq limit 1 for update skip locked`;

/** A process that stands still in the middle of a turn loses it; what it recorded is recorded once. */
const PATIENCE = `set local idle_in_transaction_session_timeout = '60s'`;

/**
 * Takes the message whose turn it is, and deals with it while nobody else can. Undefined where none is due.
 * However this ends, the message is there: as it was, or as what became of it.
 */
export const takeTurn = (
  dataSource: DataSource,
  deal: (turn: Turn) => Promise<Outcome>,
): Promise<Outcome | undefined> =>
  dataSource.transaction(async (db) => {
    await db.query(PATIENCE);
    const [turn]: Turn[] = await db.query(NEXT);
    if (!turn) return undefined;
    const outcome = await deal(turn);
    await settle(db, turn.id, outcome);
    return outcome;
  });

async function settle(db: EntityManager, id: string, outcome: Outcome): Promise<void> {
  if (outcome.organisation !== undefined)
    await db.query('update messages.inbox set organisation = $2 where id = $1 and organisation is null', [
      id,
      outcome.organisation,
    ]);
  if (outcome.state === 'recorded')
    await db.query(
      `update messages.inbox
       set state = 'recorded', person = $2, recorded_stage = $3, recorded_id = $4, settled_at = now(), payload = null,
           about = '{}', who = null, code = null, words = null
       where id = $1`,
      [id, outcome.person, outcome.stage, outcome.instance],
    );
  else if (outcome.state === 'waiting')
    await db.query(`update messages.inbox set state = 'waiting', code = null, words = null where id = $1`, [id]);
  else if (outcome.state === 'dead')
    await db.query(
      `update messages.inbox
       set state = 'dead', code = $2, words = $3, settled_at = now(), about = ${WITH_PERSON},
           letter = case when via = 'kafka' then 'owed' end
       where id = $1`,
      [id, outcome.code, outcome.words, outcome.person ?? null],
    );
  else
    await db.query(
      `update messages.inbox
       set attempts = attempts + 1, code = $2, next_at = now() + $3 * interval '1 millisecond', about = ${WITH_PERSON}
       where id = $1`,
      [id, outcome.code, outcome.retryInMs, outcome.person ?? null],
    );
}

/** Once it is known whom it is about, erasure and order go by that as well. */
const WITH_PERSON = `case when $4::uuid is null or $4 = any(about) then about else about || $4::uuid end`;

/** Whether anything is there that might be about somebody who becomes known. */
export async function anyUnsettled(dataSource: DataSource): Promise<boolean> {
  const rows: unknown[] = await dataSource.query(
    `select 1 from messages.inbox where state in ('received', 'waiting') limit 1`,
  );
  return rows.length > 0;
}

/**
 * Looks again at what waits for somebody who goes by one of these keys. A message that is being looked at in this moment
 * is waited for, so that nothing falls between.
 */
export async function wake(dataSource: DataSource, keys: readonly string[]): Promise<void> {
  await dataSource.query(
    `update messages.inbox set state = 'received', next_at = now()
     where state in ('received', 'waiting') and about && $1::uuid[]`,
    [keys],
  );
}

/** Forgets what is kept, but not recorded, of somebody who goes by one of these keys; it is not taken again either. */
export async function forgetMessages(dataSource: DataSource, keys: readonly string[]): Promise<void> {
  await dataSource.query(
    `update messages.inbox
     set state = 'discarded', code = 'ERASED', words = null, payload = null, about = '{}', who = null, person = null,
         settled_at = now()
     where state in ('received', 'waiting', 'dead') and about && $1::uuid[]`,
    [keys],
  );
}

/** A dead message as its sender's topic is told of it: what it was, not what it said. */
export interface Letter {
  readonly id: string;
  readonly source: string | null;
  readonly messageId: string | null;
  readonly type: string | null;
  readonly place: string;
  readonly code: string;
  readonly words: string;
}

/** Sends the letters that are owed; each at least once. */
export const sendOwed = (
  dataSource: DataSource,
  send: (letters: readonly Letter[]) => Promise<void>,
): Promise<number> =>
  dataSource.transaction(async (db) => {
    await db.query(PATIENCE);
    const letters: Letter[] = await db.query(
      `select id, source, message_id as "messageId", type, place, code, words from messages.inbox
       where letter = 'owed' order by seq limit 100 for update skip locked`,
    );
    if (letters.length === 0) return 0;
    await send(letters);
    await db.query(`update messages.inbox set letter = 'sent' where id = any($1::uuid[])`, [
      letters.map(({ id }) => id),
    ]);
    return letters.length;
  });
