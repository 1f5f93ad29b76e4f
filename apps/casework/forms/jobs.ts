import type { Caller } from '#access/caller';
import {
  disputeAResult,
  imposeARequiredAssessment,
  recordALaboratoryResult,
  recordAnotherSample,
  recordAResult,
} from '#casework/arrest-test/after-a-test';
import { recordADrugTest } from '#casework/arrest-test/record-a-drug-test';
import { recordARequiredAssessment } from '#casework/arrest-test/required-assessment';
import type { Job } from '#casework/forms/job';
import { closeAReferral, recordConsent, referOnward } from '#casework/liaison-referral/during-a-referral';
import { referToLiaison } from '#casework/liaison-referral/refer-to-liaison';
import { screenAndAssess } from '#casework/liaison-referral/screen-and-assess';
import { offerNaloxone, offerNaloxoneAfterRelease } from '#casework/prison-release/naloxone';
import { planARelease } from '#casework/prison-release/plan-a-release';
import {
  arrangeMedication,
  recordAMeeting,
  recordAPrisonTest,
  referToCommunity,
  referToReconnect,
} from '#casework/prison-release/prepare-a-release';
import { changeReleaseDate, recordARecall, recordTheRelease } from '#casework/prison-release/release-and-recall';
import {
  endTreatment,
  recordAContact,
  recordAFirstContact,
  reviewProgress,
} from '#casework/treatment/during-treatment';
import { startTreatment } from '#casework/treatment/start-treatment';
import { assessSuitability, assessSuitabilityAgain } from '#casework/treatment-requirement/assess-suitability';
import {
  amendARequirement,
  completeARequirement,
  revokeARequirement,
} from '#casework/treatment-requirement/changes-and-end';
import {
  imposeASanction,
  recordAFailureToComply,
  recordARequirementTest,
} from '#casework/treatment-requirement/compliance';
import { requirementImposed } from '#casework/treatment-requirement/requirement-imposed';
import { holdAReview, scheduleAReview } from '#casework/treatment-requirement/reviews';

/** Every form there is. */
export const jobs: readonly Job[] = [
  recordADrugTest,
  recordAnotherSample,
  recordAResult,
  imposeARequiredAssessment,
  disputeAResult,
  recordALaboratoryResult,
  recordARequiredAssessment,
  referToLiaison,
  screenAndAssess,
  referOnward,
  recordConsent,
  closeAReferral,
  assessSuitability,
  assessSuitabilityAgain,
  requirementImposed,
  holdAReview,
  scheduleAReview,
  recordARequirementTest,
  recordAFailureToComply,
  imposeASanction,
  amendARequirement,
  revokeARequirement,
  completeARequirement,
  planARelease,
  referToCommunity,
  recordAMeeting,
  arrangeMedication,
  offerNaloxone,
  offerNaloxoneAfterRelease,
  referToReconnect,
  recordAPrisonTest,
  changeReleaseDate,
  recordTheRelease,
  recordARecall,
  startTreatment,
  recordAFirstContact,
  recordAContact,
  reviewProgress,
  endTreatment,
];

export const jobAt = (path: string): Job | undefined => jobs.find((job) => job.path === path);

/** Those that this caller's kind of service does. */
export const jobsFor = ({ kind }: Caller, about: Job['about']): readonly Job[] =>
  jobs.filter((job) => job.about === about && job.kinds.some((one) => one === kind));
