import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Projections1767225600001 implements MigrationInterface {
  readonly name = 'Projections1767225600001';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table projections.checkpoint (
        view text primary key,
        position bigint not null,
        recorded_at timestamptz,
        last_event_id text,
        last_stream text,
        last_revision bigint,
        store_identity text not null,
        owner_epoch bigint not null,
        updated_at timestamptz not null
      );
      create table projections.lease (
        view text primary key,
        owner text not null,
        epoch bigint not null,
        renewed_at timestamptz not null,
        expires_at timestamptz not null
      );
      create table projections.parked (
        view text not null,
        position bigint not null,
        stream text not null,
        event_id text not null,
        reason text not null,
        at timestamptz not null,
        primary key (view, position)
      );
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table projections.checkpoint, projections.lease, projections.parked');
  }
}
