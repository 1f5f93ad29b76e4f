import type { Breakdown } from '#metrics/definition';
import type { TableName } from '#read-models/analytics/tables';

const FINANCIAL_YEAR = `(extract(year from day - interval '3 months')::int)`;

/**
 * The expression of SQL that tells a row's cell. A list puts the row into each of its cells, and into the
 * numerator only of those in `countsIn`, where that is said. */
export const cellOf: Readonly<
  Record<Breakdown, { readonly column: string; readonly list?: true; readonly countsIn?: string }>
> = {
  month: { column: `to_char(day, 'YYYY-MM')` },
  quarter: { column: `to_char(day, 'YYYY-"Q"Q')` },
  'financial-year': { column: `${FINANCIAL_YEAR} || '-' || right((${FINANCIAL_YEAR} + 1)::text, 2)` },
  authority: { column: 'authority' },
  partnership: { column: `coalesce(partnership, 'not-known')` },
  region: { column: `coalesce(region, 'not-known')` },
  force: { column: `coalesce(force, 'not-known')` },
  prison: { column: 'prison' },
  provider: { column: `coalesce(provider, 'not-known')` },
  'age-band': { column: 'age_band' },
  sex: { column: 'sex' },
  'ethnic-group': { column: 'ethnic_group' },
  'substance-group': { column: 'substance_group' },
  need: { column: 'needs', list: true },
  'requirement-kind': { column: 'kind' },
  setting: { column: 'setting' },
  purpose: { column: 'purpose' },
  source: { column: 'source' },
  ground: { column: 'ground' },
  substance: { column: 'tested_for', list: true, countsIn: 'positive_for' },
  'test-kind': { column: 'kind' },
  'discharge-reason': { column: 'ended_as' },
  point: { column: 'point' },
};

const everywhere = [
  'month',
  'quarter',
  'financial-year',
  'authority',
  'partnership',
  'region',
  'force',
  'age-band',
  'sex',
  'ethnic-group',
  'substance-group',
] as const satisfies readonly Breakdown[];

/** The breakdowns and filters that the rows of each table can answer. */
export const breakdownsOf: Readonly<Record<TableName, readonly Breakdown[]>> = {
  arrest_test: [...everywhere, 'ground', 'substance'],
  required_assessment: everywhere,
  liaison_referral: [...everywhere, 'provider', 'need', 'point'],
  requirement: [...everywhere, 'provider', 'requirement-kind'],
  requirement_end: [...everywhere, 'provider', 'requirement-kind'],
  prison_release: [...everywhere, 'prison', 'provider'],
  prison_test: [...everywhere, 'prison', 'test-kind'],
  treatment: [...everywhere, 'provider', 'setting'],
  treatment_end: [...everywhere, 'provider', 'setting', 'discharge-reason'],
  in_treatment: [...everywhere.slice(3), 'provider', 'setting'],
  handover: [...everywhere, 'provider', 'purpose', 'source', 'need'],
};
