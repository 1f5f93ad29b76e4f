import { derivedId } from '#messages/derived';
import { type Notice, nextDigest, type Telling } from '#messages/notices/notice';
import { recipientsAt } from '#messages/notices/recipients';
import type { Words } from '#messages/notices/words';
import type { Instant } from '#pathway/decider';
import { organisation, type Reference } from '#pathway/reference';
import type { DataSource, EntityManager } from 'typeorm';

/** As the recipient of what is told to the organisation and not to a person. */
const MAILBOX = '';

interface Addressed {
  readonly organisation: string;
  readonly user: string;
  readonly at: Instant;
}

/** The mailbox is told everything at once; each person what they chose, when they chose. */
async function addressed(
  dataSource: DataSource,
  { notice: { kind }, to, leadsAlone }: Telling,
  { reference, now }: { readonly reference: Reference; readonly now: Instant },
): Promise<readonly Addressed[]> {
  const digest = nextDigest(now, reference.bankHolidays);
  const each = await Promise.all(
    to.map(async (code) => {
      const people = await recipientsAt(dataSource, code, { kind, leadsAlone });
      const told = people.filter(({ choice }) => choice !== 'never');
      const mailbox = organisation(reference, code)?.mailbox === undefined ? [] : [MAILBOX];
      return [
        ...mailbox.map((user) => ({ organisation: code, user, at: now })),
        ...told.map(({ user, choice }) => ({ organisation: code, user, at: choice === 'digest' ? digest : now })),
      ];
    }),
  );
  return each.flat();
}

/** Keeps what is to be told to whom and when; a fact is told to nobody twice, however often it is kept. */
export async function keepNotices(
  dataSource: DataSource,
  fact: string,
  telling: Telling,
  when: { readonly reference: Reference; readonly now: Instant },
): Promise<void> {
  const { kind, purpose, sender, receiver, handover, deadline, due, level } = telling.notice;
  for (const { organisation: code, user, at } of await addressed(dataSource, telling, when))
    await dataSource.query(
      `insert into messages.notice (fact, organisation, user_name, tell_at, kind, purpose, sender, receiver, handover,
         deadline, due, level)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict do nothing`,
      [fact, code, user, at, kind, purpose, sender, receiver, handover, deadline, due, level],
    );
}

interface Row extends Omit<Notice, 'due'> {
  readonly fact: string;
  readonly due?: Date;
}

const KEPT_FOR = `interval '90 days'`;
/** Who is told is looked at so many at a time. */
const AT_ONCE = 50;

/** Makes one e-mail for each who is to be told something by now, of everything they are to be told. Answers how many. */
export async function gather(
  dataSource: DataSource,
  { now, reference, words }: { now: Instant; reference: Reference; words: (notices: readonly Notice[]) => Words },
): Promise<number> {
  return dataSource.transaction(async (db) => {
    await db.query(`select pg_advisory_xact_lock(7462015)`);
    const due: { organisation: string; user_name: string; address: string | null }[] = await db.query(
      `select distinct n.organisation, n.user_name, coalesce(r.email, r.issuer_email) as address
       from messages.notice n left join messages.recipient r on r.user_name = n.user_name
       where n.email is null and n.tell_at <= $1 limit ${AT_ONCE}`,
      [now],
    );
    for (const { organisation: code, user_name: user, address } of due) {
      const to = user === MAILBOX ? organisation(reference, code)?.mailbox : address;
      if (to) await compose(db, { code, user, to, now, words });
      else
        await db.query('delete from messages.notice where organisation = $1 and user_name = $2 and email is null', [
          code,
          user,
        ]);
    }
    if (due.length > 0) await forgetOld(db);
    return due.length;
  });
}

interface Composing {
  readonly code: string;
  readonly user: string;
  readonly to: string;
  readonly now: Instant;
  readonly words: (notices: readonly Notice[]) => Words;
}

async function compose(db: EntityManager, { code, user, to, now, words }: Composing): Promise<void> {
  const rows: Row[] = await db.query(
    `select fact, kind, purpose, sender, receiver, handover, deadline, due, level from messages.notice
     where organisation = $1 and user_name = $2 and email is null and tell_at <= $3 order by fact for update`,
    [code, user, now],
  );
  const facts = rows.map(({ fact }) => fact);
  const id = derivedId('e-mail', code, user, ...facts);
  await db.query(
    'update messages.notice set email = $1 where organisation = $2 and user_name = $3 and fact = any($4::uuid[])',
    [id, code, user, facts],
  );
  const { subject, body } = words(rows.map(asNotice));
  await db.query(
    `insert into messages.email (id, organisation, user_name, address, subject, body, made_at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [id, code, user, to, subject, body, now],
  );
}

function asNotice({ kind, purpose, sender, receiver, handover, deadline, due, level }: Row): Notice {
  return {
    ...{ kind, purpose, sender, receiver },
    ...(handover && { handover }),
    ...(deadline && due && { deadline, due: due.toISOString() }),
    ...(level && { level }),
  };
}

async function forgetOld(db: EntityManager): Promise<void> {
  await db.query(`delete from messages.email where kept_at < now() - ${KEPT_FOR} and state <> 'waiting'`);
  await db.query(`delete from messages.notice where kept_at < now() - ${KEPT_FOR} and email is not null`);
}
