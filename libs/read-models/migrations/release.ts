import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Release1767225600006 implements MigrationInterface {
  readonly name = 'Release1767225600006';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create schema release;
      create table release.release (
        instance uuid primary key,
        person_id uuid not null,
        prison text not null,
        expected text,
        left_on text,
        history jsonb not null
      );
      create index on release.release (prison, left_on, expected);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop schema release cascade');
  }
}
