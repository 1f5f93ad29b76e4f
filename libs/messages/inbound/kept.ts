import type { InboxState } from '#messages/inbound/inbox';
import type { DataSource } from 'typeorm';

/** A message in the inbox, without what it says. */
export interface KeptMessage {
  readonly id: string;
  readonly organisation: string | null;
  readonly via: 'http' | 'kafka';
  readonly source: string | null;
  readonly messageId: string | null;
  readonly type: string | null;
  readonly state: InboxState;
  readonly attempts: number;
  /** Why it is dead, or was not done at the last attempt. */
  readonly code: string | null;
  readonly words: string | null;
  readonly stage: string | null;
  readonly instance: string | null;
  readonly receivedAt: string;
  readonly matchedBy: string | null;
}

const SHOWN = `
  id, organisation, via, source, message_id as "messageId", type, state, attempts, code, words,
  recorded_stage as stage, recorded_id as instance, matched_by as "matchedBy",
  to_char(received_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "receivedAt"`;

/** Of one organisation, or of all. */
interface Whose {
  readonly organisation?: string;
}
const WHOSE = '($1::text is null or organisation = $1)';

/** Those in one state, in order, after one of them. */
export const keptMessages = (
  dataSource: DataSource,
  { organisation, state, after, limit }: Whose & { state: InboxState; after?: string; limit: number },
): Promise<readonly KeptMessage[]> =>
  dataSource.query(
    `select ${SHOWN} from messages.inbox
     where ${WHOSE} and state = $2 and seq > coalesce((select seq from messages.inbox where id = $3), 0)
     order by seq limit $4`,
    [organisation ?? null, state, after ?? null, limit],
  );

/** One of them, and its payload while it has one. */
export async function keptMessage(
  dataSource: DataSource,
  { organisation, id }: Whose & { id: string },
): Promise<(KeptMessage & { payload: Buffer | null }) | undefined> {
  const rows: (KeptMessage & { payload: Buffer | null })[] = await dataSource.query(
    `select ${SHOWN}, payload from messages.inbox where ${WHOSE} and id = $2`,
    [organisation ?? null, id],
  );
  return rows[0];
}

const changed = (answer: [unknown, number]): number => answer[1];

/** Says who it is that this message waits for, and every other of its organisation that names the same. */
export const matchMessage = async (
  dataSource: DataSource,
  { organisation, id, person, user }: Whose & { id: string; person: string; user: string },
): Promise<number> =>
  changed(
    await dataSource.query(
      `update messages.inbox i
       set person = $3, matched_by = $4, state = 'received', next_at = now(), about = i.about || $3::uuid
       from (select id, organisation, who from messages.inbox where ${WHOSE} and id = $2 and state = 'waiting') as m
       where i.state = 'waiting' and (i.id = m.id or i.organisation = m.organisation and i.who = m.who)`,
      [organisation ?? null, id, person, user],
    ),
  );

/** Tries dead messages again: one, or all. */
export const replayMessages = async (
  dataSource: DataSource,
  { organisation, id }: Whose & { id?: string },
): Promise<number> =>
  changed(
    await dataSource.query(
      `update messages.inbox
       set state = 'received', attempts = 0, code = null, words = null, settled_at = null, letter = null, next_at = now()
       where ${WHOSE} and ($2::uuid is null or id = $2) and state = 'dead' and code <> 'ID_REUSED'`,
      [organisation ?? null, id ?? null],
    ),
  );

/** Gives up a message that waits or is dead: what it said is gone. */
export const discardMessage = async (
  dataSource: DataSource,
  { organisation, id }: Whose & { id: string },
): Promise<number> =>
  changed(
    await dataSource.query(
      `update messages.inbox
       set state = 'discarded', payload = null, about = '{}', who = null, settled_at = now()
       where ${WHOSE} and id = $2 and state in ('waiting', 'dead')`,
      [organisation ?? null, id],
    ),
  );

/** What an organisation has to see to of what its own systems tell, and are told. */
export interface SystemsState {
  /** Messages whose person is to be said. */
  readonly waiting: number;
  /** Messages that could not be recorded. */
  readonly dead: number;
  /** Places that messages are no longer sent to, since nobody took them there. */
  readonly silent: number;
}

export async function systemsState(dataSource: DataSource, organisation: string): Promise<SystemsState> {
  const [row]: SystemsState[] = await dataSource.query(
    `select count(*) filter (where state = 'waiting')::int as waiting, count(*) filter (where state = 'dead')::int as dead,
       (select count(*)::int from messages.subscription s where s.organisation = $1 and s.state = 'dead') as silent
     from messages.inbox where organisation = $1 and state in ('waiting', 'dead')`,
    [organisation],
  );
  return row ?? { waiting: 0, dead: 0, silent: 0 };
}

/** How taking goes, for operators. */
export async function inboxState(dataSource: DataSource): Promise<Readonly<Record<string, number>>> {
  const [row]: Record<string, number>[] = await dataSource.query(
    `select count(*) filter (where state = 'received' and attempts = 0)::int as received,
            count(*) filter (where state = 'received' and attempts > 0)::int as failing,
            count(*) filter (where state = 'waiting')::int as waiting,
            count(*) filter (where state = 'dead')::int as dead
     from messages.inbox where state in ('received', 'waiting', 'dead')`,
  );
  return { ...row };
}
