import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who is told by e-mail, of what, and how sending that goes. An empty `user_name` is the mailbox of the organisation. */
export class Notices1767225600015 implements MigrationInterface {
  readonly name = 'Notices1767225600015';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table messages.recipient (
        user_name text primary key,
        organisation text not null,
        answers boolean not null,
        email text,
        issuer_email text,
        choices jsonb not null default '{}',
        seen_at timestamptz not null default now()
      );
      create index recipient_at on messages.recipient (organisation);
      create table messages.email (
        id uuid primary key,
        organisation text not null,
        user_name text not null,
        address text not null,
        subject text not null,
        body text not null,
        made_at timestamptz not null,
        state text not null default 'waiting' check (state in ('waiting', 'sent', 'dead')),
        attempts int not null default 0,
        failure text,
        next_at timestamptz not null default now(),
        leased_until timestamptz not null default '-infinity',
        kept_at timestamptz not null default now()
      );
      create index email_waiting on messages.email (next_at) where state = 'waiting';
      create index email_dead on messages.email (user_name) where state = 'dead';
      create index email_kept on messages.email (kept_at);
      create table messages.notice (
        fact uuid not null,
        organisation text not null,
        user_name text not null,
        kind text not null,
        purpose text not null,
        sender text not null,
        receiver text not null,
        handover uuid,
        deadline text,
        due timestamptz,
        level int,
        tell_at timestamptz not null,
        email uuid,
        kept_at timestamptz not null default now(),
        primary key (fact, organisation, user_name)
      );
      create index notice_waiting on messages.notice (tell_at) where email is null;
      create index notice_of_email on messages.notice (email);
      create index notice_kept on messages.notice (kept_at);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table messages.notice, messages.email, messages.recipient');
  }
}
