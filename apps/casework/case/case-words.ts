import type { EpisodeStage } from '#casework/episode';
import { ethnicityWords, sexWords } from '#casework/forms/person-pages';
import { deadlineWords, identifierNames, purposeWords, statusWords } from '#casework/handover/handover-words';

const stages: Readonly<Record<Exclude<EpisodeStage, 'handover'>, string>> = {
  'arrest-test': 'Drug test on arrest',
  'liaison-referral': 'Liaison and Diversion referral',
  'treatment-requirement': 'Treatment requirement',
  'prison-release': 'Release from prison',
  treatment: 'Treatment',
};

/** The words of codes on the case page. */
export const caseWords = {
  stages,
  identifiers: identifierNames,
  purposes: purposeWords,
  statuses: statusWords,
  deadlines: deadlineWords,
  sexes: sexWords,
  ethnicities: ethnicityWords,
};
