import type { Email } from '#messages/notices/mailer';
import type { DataSource } from 'typeorm';

/** An e-mail that this process alone sends, until the lease runs out. */
export interface LeasedEmail extends Email {
  /** Attempts begun, this one included. */
  readonly attempts: number;
  readonly lease: string;
}

/** The e-mail that has waited longest; undefined where none is due. An attempt counts from here, whatever becomes of it. */
export async function leaseEmail(dataSource: DataSource): Promise<LeasedEmail | undefined> {
  const [[leased]]: [LeasedEmail[]] = await dataSource.query(
    `update messages.email set attempts = attempts + 1, leased_until = now() + interval '60 seconds'
     where id = (select id from messages.email where state = 'waiting' and next_at <= now() and leased_until < now()
                 order by next_at limit 1 for update skip locked)
     returning id, address as to, subject, body, attempts, leased_until::text as lease`,
  );
  return leased;
}

/** It has been taken: never again. */
export async function sentEmail(dataSource: DataSource, { id }: Pick<LeasedEmail, 'id'>): Promise<void> {
  await dataSource.query(
    `update messages.email set state = 'sent', failure = null, leased_until = '-infinity' where id = $1`,
    [id],
  );
}

/** It was not taken: is tried again after so many milliseconds, or never. */
export async function notSent(
  dataSource: DataSource,
  { id, lease }: LeasedEmail,
  { failure, retryInMs }: { readonly failure: string; readonly retryInMs: number | undefined },
): Promise<void> {
  await dataSource.query(
    `update messages.email set failure = $3, leased_until = '-infinity', next_at = now() + $4 * interval '1 millisecond',
       state = case when $5 then 'dead' else state end
     where id = $1 and leased_until = $2::timestamptz and state = 'waiting'`,
    [id, lease, failure, retryInMs ?? 0, retryInMs === undefined],
  );
}

/** Tries dead e-mails again: one, or all. Each may have been sent, so that whoever can be asked is asked first. */
export async function replayEmails(dataSource: DataSource, id?: string): Promise<number> {
  const [, revived]: [unknown, number] = await dataSource.query(
    `update messages.email set state = 'waiting', attempts = 1, failure = null, next_at = now()
     where state = 'dead' and ($1::uuid is null or id = $1)`,
    [id ?? null],
  );
  return revived;
}

/** An e-mail that was given up: to which service, and why. */
export interface DeadEmail {
  readonly id: string;
  readonly organisation: string;
  readonly failure: string | null;
  readonly madeAt: string;
}

export const deadEmails = (dataSource: DataSource, most: number): Promise<readonly DeadEmail[]> =>
  dataSource.query(
    `select id, organisation, failure, to_char(made_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "madeAt"
     from messages.email where state = 'dead' order by made_at desc limit $1`,
    [most],
  );

/** How sending goes, for operators. A dead e-mail is sent anew once its reader gives another address. */
export async function emailState(dataSource: DataSource): Promise<Readonly<Record<string, number>>> {
  const [row]: Record<string, number>[] = await dataSource.query(
    `select count(*) filter (where state = 'waiting')::int as waiting,
            count(*) filter (where state = 'waiting' and failure is not null)::int as failing,
            count(*) filter (where state = 'dead')::int as dead
     from messages.email`,
  );
  return { ...row };
}

export interface KeptEmail extends Email {
  readonly made_at: Date;
}

/** The last that were made, the latest first. */
export const lastEmails = (dataSource: DataSource, most: number): Promise<readonly KeptEmail[]> =>
  dataSource.query(
    `select id, address as to, subject, body, made_at from messages.email order by made_at desc, kept_at desc limit $1`,
    [most],
  );
