import type { MigrationInterface, QueryRunner } from 'typeorm';

export class People1767225600003 implements MigrationInterface {
  readonly name = 'People1767225600003';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create schema people;
      create table people.person (
        person_id uuid primary key,
        name text,
        date_of_birth text,
        birth_month text,
        sex text,
        ethnicity text,
        restricted boolean not null,
        grants jsonb not null,
        merged_into uuid,
        erased_at timestamptz,
        history jsonb not null
      );
      create index on people.person (date_of_birth) where date_of_birth is not null;
      create index on people.person (merged_into) where merged_into is not null;
      create table people.identifier (
        person_id uuid not null,
        kind text not null,
        value text not null,
        primary key (kind, value, person_id)
      );
      create index on people.identifier (person_id);
      create table people.near_match (
        person_id uuid not null,
        other_id uuid not null,
        since timestamptz not null,
        primary key (person_id, other_id)
      );
      create index on people.near_match (other_id);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop schema people cascade');
  }
}
