import type { Answers } from '#test/pages/fields';
import { ofArrestTest } from '#test/pages/rows/arrest-test';
import { ofLiaisonReferral } from '#test/pages/rows/liaison-referral';
import { ofPrisonRelease } from '#test/pages/rows/prison-release';
import type { Rows } from '#test/pages/rows/row';
import { ofTreatment } from '#test/pages/rows/treatment';
import { ofTreatmentRequirement } from '#test/pages/rows/treatment-requirement';

/** How every job is done. */
export const rows: Rows = {
  ...ofArrestTest,
  ...ofLiaisonReferral,
  ...ofTreatmentRequirement,
  ...ofPrisonRelease,
  ...ofTreatment,
};

/** What breaks a rule of a page whose answers are right otherwise, by the words of the rule. */
export const breaks: Readonly<Record<string, Answers>> = {
  'Enter an identifier, or a name and a date of birth': { 'find-person-name': '', 'find-person-dateOfBirth': '' },
  'Enter the name as well': { 'find-person-name': '' },
  'Enter the date of birth as well': { 'find-person-dateOfBirth': '' },
  'Check the PNC id: it cannot be right': { 'register-person-identifiers-pnc': '2024/9000001A' },
  'Check the CRO number: it cannot be right': { 'register-person-identifiers-cro': '999001/24A' },
  'Check the CRN: it cannot be right': { 'register-person-identifiers-crn': 'X1000' },
  'Check the prison number: it cannot be right': { 'register-person-identifiers-prisonNumber': 'AAAAAAA' },
  'Check the NHS number: it cannot be right': { 'register-person-identifiers-nhsNumber': '9990000019' },
  'Select the result for each substance, also where it is not stated': { 'record-result-results': 'cocaine=negative' },
  'Enter a new length, or select a new provider or court': {
    'amend-requirement-months': '',
    'amend-requirement-to': '',
    'amend-requirement-reviewCourt': '',
  },
  'Declining a treatment reasonably is not a failure to comply, so there is nothing to record': {
    'record-non-compliance-declinedTreatmentReasonably': 'yes',
  },
  'Select the court that reviews it: a requirement this long needs one': { 'impose-requirement-reviewCourt': '' },
};
