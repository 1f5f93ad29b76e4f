import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The latest moment at which anything was recorded that has been announced: facts are passed on with it. */
export class Facts1767225600021 implements MigrationInterface {
  readonly name = 'Facts1767225600021';

  async up(db: QueryRunner): Promise<void> {
    await db.query('alter table messages.announced add column known text');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('alter table messages.announced drop column known');
  }
}
