import type { Breakdown } from '#metrics/definition';

/** What figures are broken down by, as pages say it. */
export const breakdownWords: Readonly<Record<Breakdown, string>> = {
  month: 'Month',
  quarter: 'Quarter',
  'financial-year': 'Financial year',
  authority: 'Local authority',
  partnership: 'Combating Drugs Partnership',
  region: 'Region',
  force: 'Police force',
  prison: 'Prison',
  provider: 'Provider',
  'age-band': 'Age',
  sex: 'Sex',
  'ethnic-group': 'Ethnic group',
  'substance-group': 'Substance group',
  need: 'Need',
  'requirement-kind': 'Kind of requirement',
  setting: 'Setting',
  purpose: 'Purpose',
  source: 'Where from',
  ground: 'Ground of the test',
  substance: 'Substance',
  'test-kind': 'Kind of test',
  'discharge-reason': 'Discharge reason',
  point: 'Point of intervention',
};
