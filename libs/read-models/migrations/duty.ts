import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Duty1767225600023 implements MigrationInterface {
  readonly name = 'Duty1767225600023';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create schema duty;
      create table duty.episode (
        instance uuid primary key,
        stage text not null,
        person_id uuid not null,
        history jsonb not null
      );
      create table duty.duty (
        instance uuid not null,
        what text not null,
        stage text not null,
        person_id uuid not null,
        by jsonb not null,
        holder text,
        at timestamptz,
        since timestamptz not null,
        primary key (instance, what)
      );
      create index on duty.duty using gin (by);
      create index handover_in_treatment on handover.handover (receiver) where status = 'treatment started';
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop index handover.handover_in_treatment; drop schema duty cascade');
  }
}
