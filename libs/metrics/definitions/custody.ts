import type { Definition } from '#metrics/definition';

const positive = `result = 'positive' and (overturned_at is null or overturned_at > :asOf)`;

export const custody: readonly Omit<Definition, 'breakdowns'>[] = [
  {
    key: 'arrest-tests',
    version: 1,
    title: 'Positive drug tests on arrest',
    dated: 'the result',
    denominator: 'Drug tests on arrest with a result. A void sample has no result; one not stated has.',
    numerator: 'Of those, positive after any laboratory finding.',
    limitation:
      'Counts tests, not people, in the area of the custody suite. A test that was refused or not taken is not counted. By substance, each test counts once for every substance it was tested for. The substance group is what was found: where nothing was, it is not known, so that by group this is no rate.',
    maturityDays: 0,
    table: 'arrest_test',
    cohort: 'true',
    counts: positive,
    figures: [],
  },
  {
    key: 'required-assessments',
    version: 1,
    title: 'Required assessments attended',
    dated: 'the requirement',
    denominator: 'Required assessments imposed that have not ceased.',
    numerator: 'Of those, initial assessment attended.',
    limitation:
      'A requirement counts from the day it is imposed, so that the latest may not have reached their appointment. One ceases when the positive result behind it no longer stands.',
    maturityDays: 0,
    table: 'required_assessment',
    cohort: '(ceased_at is null or ceased_at > :asOf)',
    counts: 'attended_at <= :asOf',
    figures: [],
  },
  {
    key: 'liaison-engagement',
    version: 1,
    title: 'Engagement with Liaison and Diversion',
    dated: 'the opening of the referral',
    denominator: 'Referrals to Liaison and Diversion opened.',
    numerator: 'Of those, assessed.',
    limitation:
      'Counts referrals, not people, in the area of the suite, court or probation unit that referred. Consenting means that consent to be assessed stands on the day asked about. The substance group is what the assessment says, and not known before: by group this is no rate.',
    maturityDays: 0,
    table: 'liaison_referral',
    cohort: 'true',
    counts: 'assessed_at <= :asOf',
    figures: [
      { key: 'screened', title: 'Screened', counts: 'screened_at <= :asOf' },
      {
        key: 'consenting',
        title: 'Consenting to assessment',
        counts: 'consented_at <= :asOf and (consent_ended_at is null or consent_ended_at > :asOf)',
      },
    ],
  },
  {
    key: 'pathway-funnel',
    version: 1,
    title: 'From a positive test to 84 days of treatment',
    dated: 'the result',
    denominator: 'Positive results on arrest, after any laboratory finding.',
    numerator: 'Of those, assessed: the first step. The figures give every step.',
    limitation:
      'Each step is counted by itself, whoever took it and whether or not the step before was recorded, as the first of its kind after the result; where somebody was positive twice, what followed counts after both. Late steps are still to come for recent results.',
    maturityDays: 0,
    without: ['substance'],
    table: 'arrest_test',
    cohort: positive,
    counts: 'assessed_at <= :asOf',
    figures: [
      { key: 'assessment', title: 'Assessed', counts: 'assessed_at <= :asOf' },
      { key: 'referral', title: 'Referred to a provider', counts: 'referred_at <= :asOf' },
      { key: 'acceptance', title: 'Accepted by a provider', counts: 'accepted_at <= :asOf' },
      { key: 'start', title: 'Structured treatment started', counts: 'started_at <= :asOf' },
      { key: '84-days', title: 'Retained 84 days, or completed before', counts: 'retained_at <= :asOf' },
    ],
  },
];
