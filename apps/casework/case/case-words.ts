import type { EpisodeStage } from '#casework/episode';
import { ethnicityWords, sexWords } from '#casework/forms/person-pages';
import type { Deadline, HandoverStatus } from '#pathway/handover';
import type { IdentifierKind } from '#pathway/person';
import type { Purpose } from '#pathway/reference';

const stages: Readonly<Record<Exclude<EpisodeStage, 'handover'>, string>> = {
  'arrest-test': 'Drug test on arrest',
  'liaison-referral': 'Liaison and Diversion referral',
  'treatment-requirement': 'Treatment requirement',
  'prison-release': 'Release from prison',
  treatment: 'Treatment',
};

const identifiers: Readonly<Record<IdentifierKind, string>> = {
  pnc: 'PNC id',
  cro: 'CRO number',
  crn: 'CRN',
  prisonNumber: 'Prison number',
  nhsNumber: 'NHS number',
};

const purposes: Readonly<Record<Purpose, string>> = {
  notification: 'Notification to Liaison and Diversion',
  'onward-referral': 'Referral to treatment',
  requirement: 'Treatment requirement of a sentence',
  release: 'Release from prison',
  reconnect: 'RECONNECT',
};

const statuses: Readonly<Record<HandoverStatus, string>> = {
  'not requested': 'Not asked',
  requested: 'Sent, not opened yet',
  delivered: 'Opened',
  acknowledged: 'Acknowledged',
  'information requested': 'Question asked',
  'information provided': 'Question answered',
  accepted: 'Accepted',
  declined: 'Declined',
  'appointment offered': 'Appointment offered',
  attended: 'Appointment attended',
  missed: 'Appointment missed',
  'treatment started': 'Treatment started',
  withdrawn: 'Withdrawn',
};

const deadlines: Readonly<Record<Deadline, string>> = {
  acknowledge: 'Acknowledge',
  decide: 'Accept or decline',
  appointment: 'First appointment',
  start: 'Structured treatment to start',
};

/** The words of codes on the case page. */
export const caseWords = {
  stages,
  identifiers,
  purposes,
  statuses,
  deadlines,
  sexes: sexWords,
  ethnicities: ethnicityWords,
};
