import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What has been said to whom, how far the log has been announced, and where subscriptions have got to. */
export class Messages1767225600013 implements MigrationInterface {
  readonly name = 'Messages1767225600013';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create schema messages;
      create table messages.announced (
        way text primary key,
        store text not null,
        position numeric(20) not null
      );
      create table messages.outbox (
        receiver text not null,
        position numeric(20) not null,
        person uuid not null,
        message json not null,
        primary key (receiver, position)
      );
      create index outbox_of_person on messages.outbox (person);
      create table messages.subscription (
        id uuid primary key,
        organisation text not null,
        url text not null,
        created_by text not null,
        created_at timestamptz not null default now(),
        position numeric(20) not null,
        state text not null default 'active' check (state in ('active', 'dead')),
        failures int not null default 0,
        failure text,
        next_at timestamptz not null default now(),
        leased_until timestamptz not null default '-infinity',
        unique (organisation, url)
      );
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop schema messages cascade');
  }
}
