import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Handover1767225600005 implements MigrationInterface {
  readonly name = 'Handover1767225600005';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create schema handover;
      create table handover.handover (
        id uuid primary key,
        person_id uuid not null,
        canonical_person_id uuid not null,
        purpose text not null,
        sender text not null,
        receiver text not null,
        status text not null,
        open boolean not null,
        responsible text not null,
        area text not null,
        opener_stage text not null,
        opener_instance uuid not null,
        opener_event uuid not null,
        opened_at timestamptz not null,
        requested_at timestamptz not null,
        opened_position bigint not null,
        revision bigint not null,
        due jsonb not null,
        escalation smallint not null,
        rungs jsonb not null,
        next_at timestamptz,
        history jsonb not null
      );
      create index on handover.handover (receiver) where open;
      create index on handover.handover (sender) where status = 'declined';
      create index on handover.handover (opener_instance);
      create index on handover.handover (canonical_person_id);
      create index on handover.handover (person_id);
      create index on handover.handover (next_at) where next_at is not null;
      create table handover.release (
        instance uuid primary key,
        history jsonb not null
      );
      create table handover.start (
        event_id uuid primary key,
        person_id uuid not null,
        provider text not null,
        occurred_at timestamptz not null,
        structured boolean not null
      );
      create index on handover.start (person_id);
      create table handover.merge (
        person_id uuid primary key,
        into_id uuid not null
      );
      create index on handover.merge (into_id);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop schema handover cascade');
  }
}
