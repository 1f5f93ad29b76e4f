import type { StageFact, StageName } from '#pathway/stages';
import { someone, type Places } from '#read-models/analytics/attributes';
import type { History, Kept } from '#read-models/analytics/history';
import { arrestTests, requiredAssessments } from '#read-models/analytics/rows/arrest-test';
import { handovers } from '#read-models/analytics/rows/handover';
import { liaisonReferrals } from '#read-models/analytics/rows/liaison-referral';
import { prisonReleases, prisonTests } from '#read-models/analytics/rows/prison-release';
import type { Source } from '#read-models/analytics/rows/row';
import { requirementEnds, requirements } from '#read-models/analytics/rows/treatment-requirement';
import { daysInTreatment, treatmentEnds, treatments } from '#read-models/analytics/rows/treatment';
import { tableNames, type Row, type TableName, type Value } from '#read-models/analytics/tables';

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

const ofStage: { readonly [Stage in StageName]: readonly TableName[] } = {
  person: tableNames,
  'arrest-test': ['arrest_test', 'required_assessment'],
  'liaison-referral': ['liaison_referral'],
  'treatment-requirement': ['requirement', 'requirement_end'],
  'prison-release': ['prison_release'],
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
  handover: ['handover'],
};
const ofType: { readonly [Type in StageFact['type']]?: readonly TableName[] } = {
  Screened: ['liaison_referral', 'handover'],
  Assessed: ['liaison_referral', 'handover', 'arrest_test'],
  ReleasePlanned: ['prison_release', 'prison_test', 'handover'],
  PrisonTestRecorded: ['prison_release', 'prison_test'],
  ContactRecorded: ['requirement'],
  TreatmentEnded: ['treatment', 'treatment_end', 'in_treatment', 'arrest_test'],
  HandoverRequested: ['handover', 'arrest_test', 'requirement'],
  HandoverAccepted: ['handover', 'arrest_test'],
  HandoverTreatmentStarted: ['handover', 'arrest_test'],
  HandoverAppointmentAttended: ['handover', 'requirement'],
};

/** The tables that a fact can change. */
export const touchedBy = ({ stage, fact }: Kept): readonly TableName[] => ofType[fact.type] ?? ofStage[stage];

/** The cohort members of a person in one table, by member. */
export type Versions = ReadonlyMap<string, Row>;

/** The cohort members of a person as things stand. */
export function versionsOf(table: TableName, source: Source): Versions {
  const versions = new Map<string, Row>();
  for (const row of makers[table](source)) versions.set(String(row.member), row);
  return versions;
}

const sameValue = (one: Value | undefined, other: Value | undefined): boolean =>
  one === other ||
  (Array.isArray(one) &&
    Array.isArray(other) &&
    one.length === other.length &&
    one.every((value, place) => value === other[place]));

/** Whether two versions of a member say the same. */
export function same(one: Row | undefined, other: Row | undefined): boolean {
  if (!one || !other) return false;
  const [these, those] = [one, other] as readonly Readonly<Record<string, Value>>[];
  for (const column in these) if (!sameValue(these[column], those?.[column])) return false;
  return true;
}

export const sourceOf = (history: History, places: Places): Source => ({ history, who: someone(history), places });
