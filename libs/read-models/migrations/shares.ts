import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How far each view has come, also where it is shared out: as far as its last share. A share knows up to which offset of
 * its partition it has been told.
 */
export class Shares1767225600020 implements MigrationInterface {
  readonly name = 'Shares1767225600020';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create sequence projections.epoch;
      alter table projections.checkpoint add column next_offset bigint not null default 0;
      create view projections.reached as
        select c.view, coalesce(s.position, c.position) as position, coalesce(s.recorded_at, c.recorded_at) as recorded_at
        from projections.checkpoint c
        cross join lateral (
          select min(position) as position, min(recorded_at) as recorded_at
          from projections.checkpoint share where share.view ^@ (c.view || '/')
        ) s
        where c.view !~ '/';
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`drop view projections.reached; drop sequence projections.epoch;
      alter table projections.checkpoint drop column next_offset`);
  }
}
