import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The schema `analyst`, for the database role `throughcare_analyst`: every cohort table without members, people and
 * events. Its functions find their table by name when they are called, so that they outlive a rebuild, which puts
 * another schema in the place of `analytics`. Where the migrating user may not create roles, an administrator creates
 * the role and grants it `usage` on the schema and `select` on its views.
 */
export class Analyst1767225600011 implements MigrationInterface {
  readonly name = 'Analyst1767225600011';

  async up(db: QueryRunner): Promise<void> {
    await db.query('create schema analyst');
    await db.query(`
      do $do$
      declare
        cohort record;
      begin
        for cohort in
          select c.table_name as name,
            string_agg(quote_ident(c.column_name), ', ' order by c.ordinal_position) as columns,
            string_agg(format('%I %s', c.column_name, format_type(a.atttypid, a.atttypmod)), ', '
              order by c.ordinal_position) as typed
          from information_schema.columns c
          join pg_attribute a
            on a.attrelid = format('analytics.%I', c.table_name)::regclass and a.attname = c.column_name
          where c.table_schema = 'analytics' and c.table_name not in ('person_case', 'case_fact')
            and c.column_name not in ('member', 'person_id', 'events')
          group by c.table_name
        loop
          execute format(
            'create function analyst.%I() returns table (%s) language sql stable security definer set search_path = '''' as %L',
            cohort.name, cohort.typed, format('select %s from analytics.%I', cohort.columns, cohort.name));
          execute format('revoke all on function analyst.%I() from public', cohort.name);
          execute format('create view analyst.%I as select * from analyst.%I()', cohort.name, cohort.name);
        end loop;
      end
      $do$;
    `);
    await db.query(`
      do $do$
      begin
        if not exists (select from pg_roles where rolname = 'throughcare_analyst') then
          create role throughcare_analyst nologin;
        end if;
        grant usage on schema analyst to throughcare_analyst;
        grant select on all tables in schema analyst to throughcare_analyst;
        grant execute on all functions in schema analyst to throughcare_analyst;
      exception when insufficient_privilege or unique_violation or duplicate_object then
        raise notice 'The role throughcare_analyst was left to an administrator.';
      end
      $do$;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop schema analyst cascade');
  }
}
