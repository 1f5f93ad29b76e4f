import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What pages keep: who is signed in, and what is begun and not sent yet. */
class Casework1767225600020 implements MigrationInterface {
  readonly name = 'Casework1767225600020';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create schema casework;
      create table casework.session (
        id text primary key,
        content json not null,
        expires_at timestamptz not null
      );
      create index session_expires on casework.session (expires_at);
      create table casework.draft (
        id uuid primary key,
        journey text not null,
        organisation text not null,
        person uuid,
        episode uuid,
        sealed text not null,
        begun_by text not null,
        changed_by text not null,
        changed_at timestamptz not null,
        sent json
      );
      create index draft_of_organisation on casework.draft (organisation, changed_at);
      create index draft_of_person on casework.draft (person);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop schema casework cascade');
  }
}

/** What pages keep: how far a user has seen a person's way. */
class LastLooks1767225600021 implements MigrationInterface {
  readonly name = 'LastLooks1767225600021';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table casework.last_look (
        looker text not null,
        person uuid not null,
        -- When the visit before this one ended, and how much of the log there was then.
        before_at timestamptz,
        before_position bigint,
        at timestamptz not null,
        position bigint not null,
        primary key (looker, person)
      )
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table casework.last_look');
  }
}

/** What a form is for is called a job: a journey is the pathway's word. */
class DraftsOfJobs1767225600022 implements MigrationInterface {
  readonly name = 'DraftsOfJobs1767225600022';

  async up(db: QueryRunner): Promise<void> {
    await db.query('alter table casework.draft rename column journey to job');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('alter table casework.draft rename column job to journey');
  }
}

/** In the order in which they are run. */
export const caseworkMigrations = [Casework1767225600020, LastLooks1767225600021, DraftsOfJobs1767225600022];
