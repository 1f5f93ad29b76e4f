import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What other services tell, until it has been recorded and for as long as it might come again. */
export class Inbox1767225600014 implements MigrationInterface {
  readonly name = 'Inbox1767225600014';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table messages.inbox (
        id uuid primary key,
        seq bigint generated always as identity,
        organisation text,
        caller text not null,
        via text not null check (via in ('http', 'kafka')),
        place text,
        source text,
        message_id text,
        type text,
        content uuid not null,
        payload bytea,
        about uuid[] not null default '{}',
        who uuid,
        person uuid,
        matched_by text,
        state text not null default 'received'
          check (state in ('received', 'waiting', 'recorded', 'dead', 'discarded')),
        attempts int not null default 0,
        code text,
        words text,
        recorded_stage text,
        recorded_id uuid,
        received_at timestamptz not null default now(),
        settled_at timestamptz,
        next_at timestamptz not null default now(),
        letter text check (letter in ('owed', 'sent'))
      );
      create index inbox_in_order on messages.inbox (state, seq);
      create index inbox_about on messages.inbox using gin (about) where state in ('received', 'waiting', 'dead');
      create index inbox_letter on messages.inbox (seq) where letter = 'owed';
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table messages.inbox');
  }
}
