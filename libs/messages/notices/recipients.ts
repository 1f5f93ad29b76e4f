import { type Kind, kinds } from '#messages/notices/notice';
import type { DataSource } from 'typeorm';

export const choices = ['at-once', 'digest', 'never'] as const;
export type Choice = (typeof choices)[number];
export type Choices = Readonly<Record<Kind, Choice>>;

/** Somebody who has signed in. */
export interface Recipient {
  readonly user: string;
  readonly organisation: string;
  /** Answers for the organisation: is told that something is late, and cannot choose not to be. */
  readonly answers: boolean;
}

/** What somebody wants to be told, when and where. */
export interface Preferences {
  /** The address they gave; null where they gave none. */
  readonly email: string | null;
  /** What the issuer says theirs is: used where they gave none. */
  readonly issuerEmail: string | null;
  readonly choices: Choices;
}

interface Row {
  readonly user_name: string;
  readonly email: string | null;
  readonly issuer_email: string | null;
  readonly answers: boolean;
  readonly choices: Partial<Choices>;
}

/** What is late is told at once, the rest once a day: nobody is called from their work by every step of everybody. */
const usual = (kind: Kind): Choice => (kind === 'late' ? 'at-once' : 'digest');

const chosen = ({ answers, choices: own }: Pick<Row, 'answers' | 'choices'>, kind: Kind): Choice => {
  const choice = own[kind] ?? usual(kind);
  return choice === 'never' && answers && kind === 'late' ? usual(kind) : choice;
};

const allOf = (row: Pick<Row, 'answers' | 'choices'>): Choices =>
  Object.fromEntries(kinds.map((kind) => [kind, chosen(row, kind)])) as Choices;

/** Somebody has signed in: where they are now, what they are called, and how the issuer says they are reached. */
export async function recognise(
  dataSource: DataSource,
  { user, organisation, answers }: Recipient,
  { name, email }: { readonly name: string | undefined; readonly email: string | undefined },
): Promise<void> {
  await dataSource.query(
    `insert into messages.recipient (user_name, organisation, answers, issuer_email, name) values ($1, $2, $3, $4, $5)
     on conflict (user_name) do update set organisation = excluded.organisation, answers = excluded.answers,
       issuer_email = excluded.issuer_email, name = excluded.name, seen_at = now()`,
    [user, organisation, answers, email ?? null, name ?? null],
  );
  await dataSource.query('delete from messages.notice where user_name = $1 and organisation <> $2 and email is null', [
    user,
    organisation,
  ]);
}

/** What these users are called, of those who have ever signed in. */
export async function namesOf(dataSource: DataSource, users: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows: { user_name: string; name: string }[] = await dataSource.query(
    'select user_name, name from messages.recipient where user_name = any($1) and name is not null',
    [[...new Set(users)]],
  );
  return new Map(rows.map(({ user_name: user, name }) => [user, name]));
}

export async function preferencesOf(dataSource: DataSource, { user, answers }: Recipient): Promise<Preferences> {
  const [row]: Row[] = await dataSource.query('select * from messages.recipient where user_name = $1', [user]);
  return {
    email: row?.email ?? null,
    issuerEmail: row?.issuer_email ?? null,
    choices: allOf({ answers, choices: row?.choices ?? {} }),
  };
}

/** Keeps what somebody wants. What could not be sent to an address that has changed is sent anew. */
export async function prefer(
  dataSource: DataSource,
  { user, organisation, answers }: Recipient,
  { email, choices: wanted }: Pick<Preferences, 'email' | 'choices'>,
): Promise<void> {
  await dataSource.transaction(async (db) => {
    await db.query(
      `insert into messages.recipient (user_name, organisation, answers, email, choices) values ($1, $2, $3, $4, $5)
       on conflict (user_name) do update set email = excluded.email, choices = excluded.choices`,
      [user, organisation, answers, email, JSON.stringify(wanted)],
    );
    await db.query(
      `with failed as (
         delete from messages.email e using messages.recipient r
         where e.user_name = r.user_name and r.user_name = $1 and e.state = 'dead'
           and e.address <> coalesce(r.email, r.issuer_email) returning e.id)
       update messages.notice set email = null where email in (select id from failed)`,
      [user],
    );
  });
}

/** Who of an organisation can be told of something, and how each wants it. Whoever has not signed in for long may have left. */
export async function recipientsAt(
  dataSource: DataSource,
  organisation: string,
  { kind, leadsAlone }: { readonly kind: Kind; readonly leadsAlone: boolean },
): Promise<readonly { readonly user: string; readonly choice: Choice }[]> {
  const rows: Row[] = await dataSource.query(
    `select * from messages.recipient
     where organisation = $1 and (answers or not $2) and coalesce(email, issuer_email) is not null
       and seen_at > now() - interval '90 days' order by user_name`,
    [organisation, leadsAlone],
  );
  return rows.map((row) => ({ user: row.user_name, choice: chosen(row, kind) }));
}
