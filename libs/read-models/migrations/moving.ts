import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The SQLSTATE with which a checkpoint that is another owner's refuses to move. */
export const NOT_THE_OWNER = 'TC001';

export class Moving1767225600016 implements MigrationInterface {
  readonly name = 'Moving1767225600016';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create function projections.move(
        views text[], positions bigint[], epochs bigint[], to_positions bigint[], to_recorded_at timestamptz[],
        event_ids text[], streams text[], revisions bigint[]
      ) returns void language plpgsql as $$
      declare
        moved bigint;
      begin
        update projections.checkpoint c set position = m.to_position, recorded_at = m.recorded_at,
          updated_at = clock_timestamp(), last_event_id = coalesce(m.event_id, c.last_event_id),
          last_stream = coalesce(m.stream, c.last_stream), last_revision = coalesce(m.revision, c.last_revision)
        from unnest(views, positions, epochs, to_positions, to_recorded_at, event_ids, streams, revisions)
          as m (view, position, epoch, to_position, recorded_at, event_id, stream, revision)
        where c.view = m.view and c.position = m.position and c.owner_epoch = m.epoch;
        get diagnostics moved = row_count;
        if moved < cardinality(views) then
          raise exception 'A checkpoint is no longer this owner''s.' using errcode = '${NOT_THE_OWNER}';
        end if;
        perform set_config('synchronous_commit', 'off', true);
      end $$;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop function projections.move');
  }
}
