export type ColumnType =
  'text' | 'uuid' | 'date' | 'timestamptz' | 'smallint' | 'integer' | 'boolean' | 'text[]' | 'uuid[]';
export interface Column {
  readonly type: ColumnType;
  readonly means: string;
  readonly optional?: true;
}
type Columns = Readonly<Record<string, Column>>;
export interface Table {
  readonly means: string;
  readonly columns: Columns;
}

const text = (means: string): Column => ({ type: 'text', means });
const maybe = (type: ColumnType, means: string): Column => ({ type, means, optional: true });
const when = (means: string): Column => maybe('timestamptz', means);

/** What every cohort member carries. An analyst does not see the columns of `unseen`. */
const common = {
  member: text('The episode, or the request, test or spell of it, that is counted once'),
  person_id: { type: 'uuid', means: 'The person, by an id that means nothing elsewhere; merged people have one' },
  day: { type: 'date', means: 'The date of the cohort, in London' },
  at: { type: 'timestamptz', means: 'The moment from which it counts' },
  authority: text('Local authority of the area it counts in: an ONS code, no-fixed-abode or not-known'),
  partnership: maybe('text', 'Combating Drugs Partnership of the authority'),
  region: maybe('text', 'Region of the authority: an ONS code'),
  force: maybe('text', 'Police force: of the custody suite, or serving the authority'),
  age: maybe('smallint', 'Age in years on the day, from year and month of birth'),
  age_band: text('under-18, 18-29, 30-49, 50-and-over, not-known'),
  sex: text('male, female, other, unknown'),
  ethnic_group: text('white, mixed, asian, black, other, not-stated, not-known'),
  substance_group: text('opiate, non-opiate-only, non-opiate-and-alcohol, alcohol-only, not-known'),
  events: { type: 'uuid[]', means: 'The events behind this version' },
} as const satisfies Columns;
export const unseen: readonly string[] = ['member', 'person_id', 'events'];

const provider = maybe('text', 'The service: a code of the directory');
const start = {
  started_at: when('First structured treatment started on or after the day'),
  start_days: maybe('integer', 'Calendar days from the day to that start'),
};

const tables = {
  arrest_test: {
    means: 'Tests on arrest with a result, by the date of the result',
    columns: {
      ...common,
      suite: text('Custody suite'),
      ground: text('trigger, inspector, not-stated'),
      result: text('positive, negative, not-stated: overall, before any laboratory finding'),
      tested_for: { type: 'text[]', means: 'Substances with a result that is not void' },
      positive_for: { type: 'text[]', means: 'Substances found, before any laboratory finding' },
      overturned_at: when('A laboratory did not confirm the result'),
      assessed_at: when('Required initial assessment attended, or assessed by Liaison and Diversion'),
      referred_at: when('Onward referral to a provider requested'),
      accepted_at: when('An onward referral accepted'),
      started_at: when('Structured treatment started'),
      retained_at: when('84 days of that treatment over, or completed before'),
    },
  },
  required_assessment: {
    means: 'Required assessments, by the date imposed',
    columns: {
      ...common,
      suite: text('Custody suite'),
      ceased_at: when('Ceased: the positive result behind it no longer stands'),
      attended_at: when('Initial assessment attended'),
    },
  },
  liaison_referral: {
    means: 'Liaison and Diversion referrals, by the date opened',
    columns: {
      ...common,
      provider,
      referrer: text('The organisation that referred'),
      point: text('Point of intervention'),
      needs: { type: 'text[]', means: 'Needs found at screening' },
      screened_at: when('First screened'),
      consented_at: when('Consent to assessment given'),
      consent_ended_at: when('That consent no longer stands'),
      assessed_at: when('First assessed'),
    },
  },
  requirement: {
    means: 'Treatment requirements, by the date of sentence',
    columns: {
      ...common,
      provider,
      court: text('Sentencing court'),
      kind: text('DRR, ATR, MHTR'),
      ...start,
      engaged_at: when('First engagement of any kind with a provider on or after the day'),
      engaged_days: maybe('integer', 'Calendar days from the day to that engagement'),
    },
  },
  requirement_end: {
    means: 'Treatment requirements ended, by the date they ended',
    columns: {
      ...common,
      provider,
      court: text('Sentencing court'),
      kind: text('DRR, ATR, MHTR'),
      ended_as: text('completed, revoked'),
      breached_at: when('Breach proceedings first started'),
    },
  },
  prison_release: {
    means: 'Releases with the reason released, by the date of release',
    columns: {
      ...common,
      prison: text('Prison'),
      provider,
      in_treatment: { type: 'boolean', means: 'In structured treatment in prison' },
      in_need: { type: 'boolean', means: 'In structured treatment, or any substance recorded' },
      referred: { type: 'boolean', means: 'Referred to a community provider before release' },
      ...start,
      meeting_at: when('Pre-release meeting held'),
      naloxone_at: when('Naloxone supplied'),
      medication_at: when('Medication continuity arranged'),
      recalled_on: maybe('date', 'Recalled'),
    },
  },
  prison_test: {
    means: 'Drug tests in prison, by the date recorded',
    columns: {
      ...common,
      prison: text('Prison'),
      kind: text('mandatory, voluntary'),
      result: text('positive, negative, void, not-stated: overall'),
    },
  },
  treatment: {
    means: 'Structured treatment started, by the date of the start',
    columns: {
      ...common,
      provider,
      setting: text('community, primary-care, inpatient, residential, recovery-house'),
      ended_on: maybe('date', 'Ended'),
      ended_as: maybe('text', 'Discharge reason'),
    },
  },
  treatment_end: {
    means: 'Structured treatment ended, by the date it ended',
    columns: {
      ...common,
      provider,
      setting: text('community, primary-care, inpatient, residential, recovery-house'),
      ended_as: text('Discharge reason'),
    },
  },
  in_treatment: {
    means: 'Structured treatment in spells of one residence and one age band, by the first day of the spell',
    columns: {
      ...common,
      provider,
      setting: text('community, primary-care, inpatient, residential, recovery-house'),
      until: maybe('date', 'Last day of the spell'),
    },
  },
  handover: {
    means: 'Requests of a receiver, by the date of the request; a reassignment is a request of its own',
    columns: {
      ...common,
      purpose: text('notification, onward-referral, requirement, release, reconnect'),
      sender: text('The organisation that asked'),
      source: text('Kind of the organisation that asked'),
      provider,
      needs: { type: 'text[]', means: 'Needs found at the screening of the referral that opened it' },
      acknowledge_due: when('Deadline of the acknowledgement'),
      acknowledged_at: when('Acknowledged, or asked, accepted or declined without'),
      acknowledge_minutes: maybe('integer', 'Working minutes from the request to that'),
      accepted_at: when('Accepted'),
      declined_at: when('Declined'),
      closed_at: when('Withdrawn, or reassigned to another receiver'),
      ...start,
    },
  },
} as const satisfies Readonly<Record<string, Table>>;

export type TableName = keyof typeof tables;
export const tableNames = Object.keys(tables) as readonly TableName[];
export const cohortTables: Readonly<Record<TableName, Table>> = tables;

export type Value = string | number | boolean | null | readonly string[];
/** A version of a cohort member: a value for every column of its table. */
export type Row<Name extends TableName = TableName> = {
  readonly [Column in keyof (typeof tables)[Name]['columns']]: Value;
};
