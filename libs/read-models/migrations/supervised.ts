import type { MigrationInterface, QueryRunner } from 'typeorm';

/** No plan that was recorded before named a probation unit. */
export class Supervised1767225600026 implements MigrationInterface {
  readonly name = 'Supervised1767225600026';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table release.release add column supervised_by text;
      create index on release.release (supervised_by, left_on, expected);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('alter table release.release drop column supervised_by');
  }
}
