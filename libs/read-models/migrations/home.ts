import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a service recorded last, and what it has asked of others, are found without reading everybody's. */
export class Home1767225600015 implements MigrationInterface {
  readonly name = 'Home1767225600015';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create index step_of_organisation on timeline.step (organisation, position);
      create index handover_of_sender on handover.handover (sender) where open;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop index timeline.step_of_organisation; drop index handover.handover_of_sender;');
  }
}
