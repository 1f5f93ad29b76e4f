import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What people are called: colleagues read who recorded something. */
export class Names1767225600024 implements MigrationInterface {
  readonly name = 'Names1767225600024';

  async up(db: QueryRunner): Promise<void> {
    await db.query('alter table messages.recipient add column name text');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('alter table messages.recipient drop column name');
  }
}
