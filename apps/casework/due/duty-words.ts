import { recordALaboratoryResult, recordAnotherSample } from '#casework/arrest-test/after-a-test';
import { recordARequiredAssessment } from '#casework/arrest-test/required-assessment';
import type { Job } from '#casework/forms/job';
import { closeAReferral, referOnward } from '#casework/liaison-referral/during-a-referral';
import { screenAndAssess } from '#casework/liaison-referral/screen-and-assess';
import { day, dueDay, dueMoment } from '#pathway/spoken';
import { completeARequirement } from '#casework/treatment-requirement/changes-and-end';
import { requirementImposed } from '#casework/treatment-requirement/requirement-imposed';
import { holdAReview, scheduleAReview } from '#casework/treatment-requirement/reviews';
import type { Duty } from '#pathway/duty';
import type { DutyEntry } from '#read-models/duty/queries';

interface DutyWords {
  /** What it is called in a list. */
  readonly name: string;
  /** After a number: one, and more. */
  readonly counted: readonly [one: string, more: string];
  /** Of one: `Review`. */
  readonly one: string;
  /** It happens at a moment, on a day, or is to be done by one. */
  readonly when: 'at' | 'on' | 'by';
  /** The forms by which it is done, where they act on the very episode. */
  readonly forms: readonly Job[];
}

/** How what is due is spoken of on pages, in the order of the pathway. */
export const dutyWords: Readonly<Record<Duty, DutyWords>> = {
  sample: {
    name: 'Samples to record',
    counted: ['sample to record', 'samples to record'],
    one: 'Test requested, no sample recorded',
    when: 'by',
    forms: [recordAnotherSample],
  },
  result: {
    name: 'Results to record',
    counted: ['result to record', 'results to record'],
    one: 'Sample taken, no result recorded',
    when: 'by',
    forms: [],
  },
  laboratory: {
    name: 'Laboratory results to record',
    counted: ['laboratory result to record', 'laboratory results to record'],
    one: 'Result disputed, no laboratory result recorded',
    when: 'by',
    forms: [recordALaboratoryResult],
  },
  'required-assessment': {
    name: 'Required assessments',
    counted: ['required assessment to hold', 'required assessments to hold'],
    one: 'Required assessment',
    when: 'at',
    forms: [recordARequiredAssessment],
  },
  'follow-up': {
    name: 'Follow-up assessments',
    counted: ['follow-up assessment to hold', 'follow-up assessments to hold'],
    one: 'Follow-up of the required assessment',
    when: 'by',
    forms: [recordARequiredAssessment],
  },
  screening: {
    name: 'To screen',
    counted: ['person to screen', 'people to screen'],
    one: 'To screen',
    when: 'by',
    forms: [screenAndAssess],
  },
  assessment: {
    name: 'To assess in full',
    counted: ['person to assess in full', 'people to assess in full'],
    one: 'Full assessment wanted',
    when: 'by',
    forms: [screenAndAssess],
  },
  outcome: {
    name: 'To refer onward or close',
    counted: ['referral to refer onward or close', 'referrals to refer onward or close'],
    one: 'Refer onward, or close the referral',
    when: 'by',
    forms: [referOnward, closeAReferral],
  },
  sentence: {
    name: 'Waiting for sentence',
    counted: ['requirement waiting for sentence', 'requirements waiting for sentence'],
    one: 'Assessed as suitable, waiting for sentence',
    when: 'by',
    forms: [requirementImposed],
  },
  review: {
    name: 'Reviews to hold',
    counted: ['review to hold', 'reviews to hold'],
    one: 'Review',
    when: 'on',
    forms: [holdAReview],
  },
  'review-date': {
    name: 'Reviews to fix',
    counted: ['review that has no date yet', 'reviews that have no date yet'],
    one: 'Next review has no date yet',
    when: 'by',
    forms: [scheduleAReview],
  },
  report: {
    name: 'Reports for reviews',
    counted: ['report for a review', 'reports for reviews'],
    one: 'Report for the review by the court',
    when: 'by',
    forms: [],
  },
  view: {
    name: 'What to say before a review',
    counted: [
      'person of whom to say how treatment goes, before a review',
      'people of whom to say how treatment goes, before a review',
    ],
    one: 'Say how treatment goes, for the review by the court',
    when: 'by',
    forms: [],
  },
  completion: {
    name: 'Requirements at their end',
    counted: ['requirement that ends, to record as completed', 'requirements that end, to record as completed'],
    one: 'Requirement ends: record whether it was completed',
    when: 'by',
    forms: [completeARequirement],
  },
  appointment: {
    name: 'Appointments',
    counted: ['appointment to hold or record', 'appointments to hold or record'],
    one: 'Appointment',
    when: 'at',
    forms: [],
  },
  release: {
    name: 'Releases',
    counted: ['release to prepare or record', 'releases to prepare or record'],
    one: 'Release expected',
    when: 'on',
    forms: [],
  },
};

/** The list of these alone. */
export const dutyHref = (what: Duty): string => `/due?show=${what}`;

/** After what it is: `on Monday 2 March 2026`, `on Monday 2 March 2026 at 5pm`, `since 2 March 2026`. */
export function whenDue({ what, at, since }: DutyEntry): string {
  if (at === null) return since === null ? 'no date known yet' : `since ${day(since)}`;
  switch (dutyWords[what].when) {
    case 'at':
      return `on ${dueMoment(at)}`;
    case 'on':
      return `on ${dueDay(at)}`;
    case 'by':
      return `by ${dueMoment(at)}`;
  }
}
