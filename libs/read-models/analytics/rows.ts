import type { StageName } from '#pathway/stages';
import { someone, type Places } from '#read-models/analytics/attributes';
import type { History } from '#read-models/analytics/history';
import { arrestTests, requiredAssessments } from '#read-models/analytics/rows/arrest-test';
import { handovers } from '#read-models/analytics/rows/handover';
import { liaisonReferrals } from '#read-models/analytics/rows/liaison-referral';
import { prisonReleases, prisonTests } from '#read-models/analytics/rows/prison-release';
import type { Source } from '#read-models/analytics/rows/row';
import { requirementEnds, requirements } from '#read-models/analytics/rows/treatment-requirement';
import { daysInTreatment, treatmentEnds, treatments } from '#read-models/analytics/rows/treatment';
import { tableNames, type Row, type TableName } from '#read-models/analytics/tables';

const makers: { readonly [Name in TableName]: (source: Source) => readonly Row<Name>[] } = {
  arrest_test: arrestTests,
  required_assessment: requiredAssessments,
  liaison_referral: liaisonReferrals,
  requirement: requirements,
  requirement_end: requirementEnds,
  prison_release: prisonReleases,
  prison_test: prisonTests,
  treatment: treatments,
  treatment_end: treatmentEnds,
  in_treatment: daysInTreatment,
  handover: handovers,
};

/** The tables that a fact of a stage can change. */
export const touchedBy: { readonly [Stage in StageName]: readonly TableName[] } = {
  person: tableNames,
  'arrest-test': ['arrest_test', 'required_assessment'],
  'liaison-referral': ['liaison_referral', 'arrest_test', 'handover'],
  'treatment-requirement': ['requirement', 'requirement_end'],
  'prison-release': ['prison_release', 'prison_test', 'handover'],
  treatment: [
    'treatment',
    'treatment_end',
    'in_treatment',
    'arrest_test',
    'requirement',
    'requirement_end',
    'prison_release',
    'handover',
  ],
  handover: ['handover', 'arrest_test', 'requirement'],
};

/** A row of a table, with its text to tell versions apart. */
export interface Version {
  readonly row: Row;
  readonly text: string;
}
export type Versions = ReadonlyMap<string, Version>;

/** The cohort members of a person as things stand, by member. */
export function versionsOf(table: TableName, history: History, places: Places): Versions {
  const rows = makers[table]({ history, who: someone(history), places });
  return new Map(rows.map((row) => [String(row.member), { row, text: JSON.stringify(row) }]));
}
