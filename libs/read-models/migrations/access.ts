import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Access1767225600004 implements MigrationInterface {
  readonly name = 'Access1767225600004';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create schema access;
      create table access.party (
        instance uuid not null,
        organisation text not null,
        basis text not null,
        stage text not null,
        person_id uuid not null,
        since timestamptz not null,
        until timestamptz,
        opener_instance uuid,
        primary key (instance, organisation, basis)
      );
      create index on access.party (person_id);
      create index on access.party (organisation, person_id);
      create index on access.party (opener_instance) where opener_instance is not null;
      create table access.consent (
        event_id uuid primary key,
        person_id uuid not null,
        instance uuid not null,
        scope text not null,
        answer text not null,
        occurred_at timestamptz not null,
        position bigint not null
      );
      create index on access.consent (person_id);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop schema access cascade');
  }
}
