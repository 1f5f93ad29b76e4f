import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The schema `analytics`: a table for every cohort, and the cases that they are made from. */
export class Analytics1767225600010 implements MigrationInterface {
  readonly name = 'Analytics1767225600010';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create schema analytics;
      create table analytics.person_case (
        person_id uuid primary key,
        root uuid not null,
        last bigint not null
      ) with (fillfactor = 70);
      create index on analytics.person_case (root);
      create table analytics.case_fact (
        person_id uuid not null,
        position bigint not null,
        entry json not null,
        primary key (person_id, position)
      );
      create table analytics.common (
        known_from timestamptz not null,
        known_to timestamptz,
        member text not null,
        person_id uuid not null,
        day date not null,
        at timestamptz not null,
        authority text not null,
        partnership text,
        region text,
        force text,
        age smallint,
        age_band text not null,
        sex text not null,
        ethnic_group text not null,
        substance_group text not null,
        events uuid[] not null
      );
    `);
    await db.query(cohorts);
    for (const table of tables)
      await db.query(`
        create index on analytics.${table} (day);
        create index on analytics.${table} (member) where known_to is null;
      `);
    await db.query('drop table analytics.common');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop schema analytics cascade');
  }
}

const tables = [
  'arrest_test',
  'required_assessment',
  'liaison_referral',
  'requirement',
  'requirement_end',
  'prison_release',
  'prison_test',
  'treatment',
  'treatment_end',
  'in_treatment',
  'handover',
] as const;

const cohorts = `
  create table analytics.arrest_test (
    like analytics.common,
    suite text not null,
    ground text not null,
    result text not null,
    tested_for text[] not null,
    positive_for text[] not null,
    overturned_at timestamptz,
    assessed_at timestamptz,
    referred_at timestamptz,
    accepted_at timestamptz,
    started_at timestamptz,
    retained_at timestamptz
  );
  create table analytics.required_assessment (
    like analytics.common,
    suite text not null,
    ceased_at timestamptz,
    attended_at timestamptz
  );
  create table analytics.liaison_referral (
    like analytics.common,
    provider text,
    referrer text not null,
    point text not null,
    needs text[] not null,
    screened_at timestamptz,
    consented_at timestamptz,
    consent_ended_at timestamptz,
    assessed_at timestamptz
  );
  create table analytics.requirement (
    like analytics.common,
    provider text,
    court text not null,
    kind text not null,
    started_at timestamptz,
    start_days integer,
    engaged_at timestamptz,
    engaged_days integer
  );
  create table analytics.requirement_end (
    like analytics.common,
    provider text,
    court text not null,
    kind text not null,
    ended_as text not null,
    breached_at timestamptz
  );
  create table analytics.prison_release (
    like analytics.common,
    prison text not null,
    provider text,
    in_treatment boolean not null,
    in_need boolean not null,
    referred boolean not null,
    started_at timestamptz,
    start_days integer,
    meeting_at timestamptz,
    naloxone_at timestamptz,
    medication_at timestamptz,
    recalled_on date
  );
  create table analytics.prison_test (
    like analytics.common,
    prison text not null,
    kind text not null,
    result text not null
  );
  create table analytics.treatment (
    like analytics.common,
    provider text,
    setting text not null,
    ended_on date,
    ended_as text
  );
  create table analytics.treatment_end (
    like analytics.common,
    provider text,
    setting text not null,
    ended_as text not null
  );
  create table analytics.in_treatment (
    like analytics.common,
    provider text,
    setting text not null,
    until date
  );
  create table analytics.handover (
    like analytics.common,
    purpose text not null,
    sender text not null,
    source text not null,
    provider text,
    needs text[] not null,
    acknowledge_due timestamptz,
    acknowledged_at timestamptz,
    acknowledge_minutes integer,
    accepted_at timestamptz,
    declined_at timestamptz,
    closed_at timestamptz,
    started_at timestamptz,
    start_days integer
  );
`;
