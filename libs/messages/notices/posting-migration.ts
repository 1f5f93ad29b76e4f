import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether anything sends e-mails: pages say so where nothing does. */
export class Posting1767225600025 implements MigrationInterface {
  readonly name = 'Posting1767225600025';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table messages.posting (
        one boolean primary key check (one),
        by text not null,
        at timestamptz not null
      )
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table messages.posting');
  }
}
