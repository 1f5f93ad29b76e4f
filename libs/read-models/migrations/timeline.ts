import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Timeline1767225600002 implements MigrationInterface {
  readonly name = 'Timeline1767225600002';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create schema timeline;
      create table timeline.step (
        position bigint primary key,
        event_id uuid not null,
        person_id uuid not null,
        stage text not null,
        instance uuid not null,
        revision bigint not null,
        type text not null,
        occurred_at timestamptz not null,
        recorded_at timestamptz not null,
        organisation text not null,
        "user" text not null,
        corrects uuid
      );
      create index on timeline.step (person_id, position);
      create index on timeline.step (instance, position);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop schema timeline cascade');
  }
}
