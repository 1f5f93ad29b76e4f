import type { TableName } from '#read-models/analytics/tables';

export const breakdowns = [
  'month',
  'quarter',
  'financial-year',
  'authority',
  'partnership',
  'region',
  'force',
  'prison',
  'provider',
  'age-band',
  'sex',
  'ethnic-group',
  'substance-group',
  'need',
  'requirement-kind',
  'setting',
  'purpose',
  'source',
  'ground',
  'substance',
  'test-kind',
  'discharge-reason',
  'point',
] as const;
export type Breakdown = (typeof breakdowns)[number];

/** A condition of SQL on one row, in which `:asOf` is the moment things are judged at. */
export type Condition = string;

/** A figure beside the proportion: so many of the denominator. */
export interface Figure {
  readonly key: string;
  readonly title: string;
  readonly counts: Condition;
}

/** One metric, as one version defines it. It counts what Throughcare records and is no official statistic. */
export interface Definition {
  readonly key: string;
  /** Changes whenever what is counted does. */
  readonly version: number;
  readonly title: string;
  /** Which event dates the cohort. */
  readonly dated: string;
  readonly denominator: string;
  readonly numerator: string;
  readonly limitation: string;
  /** Calendar days that must be over before a member counts; 0 where it counts at once. */
  readonly maturityDays: number;
  readonly table: TableName;
  /** Which rows of the table are the denominator. */
  readonly cohort: Condition;
  /** Which of them are the numerator. */
  readonly counts: Condition;
  readonly figures: readonly Figure[];
  readonly breakdowns: readonly Breakdown[];
  /** Breakdowns that the table could answer and that would mean nothing here. */
  readonly without?: readonly Breakdown[];
  /** Working minutes whose median and 90th percentile are told, over the numerator. */
  readonly minutes?: string;
  /** People on a day, not a proportion. */
  readonly count?: true;
}
