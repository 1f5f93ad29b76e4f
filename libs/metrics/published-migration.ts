import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Releases of figures: written once, never changed. */
export class Published1767225600012 implements MigrationInterface {
  readonly name = 'Published1767225600012';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create schema published;
      create table published.snapshot (
        id uuid primary key,
        made bigint generated always as identity,
        key text not null,
        period_from date not null,
        period_to date not null,
        scope jsonb not null,
        breakdown text not null,
        content jsonb not null,
        unique (key, period_from, period_to, scope, breakdown)
      );
      create function published.frozen() returns trigger language plpgsql as $$
      begin
        raise exception 'A published snapshot is frozen: publish another period or breakdown instead.';
      end
      $$;
      create trigger frozen before update or delete or truncate on published.snapshot
        for each statement execute function published.frozen();
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop schema published cascade');
  }
}
