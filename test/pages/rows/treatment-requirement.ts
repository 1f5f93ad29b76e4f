import { type Before, court, probation, provider } from '#test/pages/before';
import { aNewcomer, on, type Rows } from '#test/pages/rows/row';

const STAGE = 'treatment-requirement';
const assessed = (suitable = true) => on(STAGE, (before) => before.assessed('DRR', suitable));
const imposed = on(STAGE, (before) => before.imposed('DRR'));

/** Imposed, and what was recorded under it since. */
const under = (user: string, step: string, body: object, times = 1) =>
  on(STAGE, async (before) => {
    const id = await before.imposed('DRR');
    for (let time = 1; time <= times; time += 1)
      await before.setUp.recorded(user, `/treatment-requirement/${id}/${step}`, {
        ...body,
        occurredAt: `2026-05-0${time + 1}T09:00:00Z`,
      });
    return id;
  });
const ended = under(court, 'revoke-requirement', { reason: 'Good progress.' });

/** Of an alcohol requirement that no intensive supervision court imposed. */
const unreviewed = on(STAGE, async (before: Before) => {
  const id = await before.assessed('ATR');
  const act = (step: string, body: object) =>
    before.setUp.recorded(court, `/treatment-requirement/${id}/${step}`, body);
  await act('record-willingness', { willing: true, occurredAt: '2026-05-01T09:00:00Z' });
  await act('impose-requirement', {
    ...{ order: 'community', orderMonths: 24, months: 12, convicted: '2026-04-10', sentenced: '2026-05-01' },
    ...{ to: 'provider-riverside', occurredAt: '2026-05-01T10:00:00Z' },
  });
  return id;
});

/** An alcohol requirement under intensive supervision, with a review to come. */
const scheduled = on(STAGE, async (before) => {
  const id = await before.imposed('ATR');
  await before.setUp.recorded(court, `/treatment-requirement/${id}/schedule-review`, {
    ...{ date: '2026-07-01', occurredAt: '2026-05-29T09:00:00Z' },
  });
  return id;
});

/** Where nothing can be recorded under it yet, or any more: of many forms the same, these few are walked there. */
const notRunning = [
  { opens: assessed(), refused: 'NOT_IMPOSED' },
  { opens: ended, refused: 'REQUIREMENT_ENDED' },
] as const;

const beforeSentence = '30 4 2026 9am';
const reviewOn = (typed: string) => ({ 'schedule-review-date': typed });
const next = reviewOn('1 7 2026');
const unsuitable = { 'assess-suitability-suitable': 'no' };

export const ofTreatmentRequirement: Rows = {
  'assess-suitability': { user: probation, opens: aNewcomer(), done: 'Assessment recorded' },
  'assess-suitability-again': {
    user: probation,
    opens: assessed(false),
    done: 'Assessment recorded',
    otherwise: [
      { opens: imposed, answers: unsuitable, refused: 'ALREADY_IMPOSED' },
      { opens: ended, answers: unsuitable, refused: 'REQUIREMENT_ENDED' },
    ],
  },
  'requirement-imposed': {
    user: court,
    opens: assessed(),
    answers: {
      ...{ 'impose-requirement-orderMonths': '24', 'impose-requirement-months': '14' },
      ...{ 'impose-requirement-convicted': '10 4 2026', 'impose-requirement-sentenced': '1 6 2026' },
      ...next,
    },
    done: 'Requirement imposed',
    refuses: {
      SENTENCED_BEFORE_CONVICTED: { 'impose-requirement-sentenced': '1 4 2026' },
      SENTENCED_IN_FUTURE: { 'impose-requirement-sentenced': '2 7 2026' },
      NO_RULES_IN_FORCE: { 'impose-requirement-convicted': '1 1 1899' },
      ORDER_TOO_LONG: { 'impose-requirement-orderMonths': '60' },
      REQUIREMENT_LONGER_THAN_ORDER: { 'impose-requirement-months': '30' },
      NOT_INTENSIVE_COURT: { 'impose-requirement-reviewCourt': 'court-weaver-mags' },
      REVIEW_IN_PAST: reviewOn('1 5 2026'),
    },
    otherwise: [
      { opens: assessed(), answers: { 'record-willingness-willing': 'no' }, done: 'Unwillingness recorded' },
      {
        opens: assessed(false),
        answers: { 'impose-requirement-orderMonths': '24', 'impose-requirement-months': '12', ...next },
        refused: 'NOT_SUITABLE',
      },
      { opens: imposed, answers: next, refused: 'ALREADY_IMPOSED' },
      { opens: ended, answers: next, refused: 'REQUIREMENT_ENDED' },
    ],
  },
  'hold-a-review': {
    user: court,
    opens: imposed,
    answers: next,
    done: 'Review recorded',
    refuses: {
      BEFORE_SENTENCE: { 'hold-review-occurredAt': beforeSentence },
      REVIEW_IN_PAST: reviewOn('1 5 2026'),
      REVIEW_TOO_SOON: reviewOn('15 6 2026'),
    },
  },
  'schedule-a-review': {
    user: court,
    opens: imposed,
    answers: next,
    done: 'Review scheduled',
    refuses: { REVIEW_IN_PAST: reviewOn('1 5 2026') },
    otherwise: [
      ...notRunning,
      { opens: unreviewed, refused: 'NOT_REVIEWED' },
      { opens: scheduled, answers: next, refused: 'REVIEW_OUT_OF_ORDER' },
    ],
  },
  'record-a-requirement-test': {
    user: provider,
    opens: imposed,
    done: 'Test recorded',
    refuses: {
      BEFORE_SENTENCE: { 'record-requirement-test-occurredAt': beforeSentence },
    },
    otherwise: [{ user: probation, opens: unreviewed, refused: 'NOT_TESTED' }],
  },
  'record-a-failure-to-comply': {
    user: probation,
    opens: imposed,
    answers: { 'record-non-compliance-declinedTreatmentReasonably': 'no' },
    done: 'Warning recorded',
    refuses: {
      BEFORE_SENTENCE: { 'record-non-compliance-occurredAt': beforeSentence },
    },
    otherwise: [
      {
        opens: under(probation, 'record-non-compliance', { response: 'warning' }),
        answers: { 'record-non-compliance-declinedTreatmentReasonably': 'no' },
        done: 'Breach proceedings started',
      },
    ],
  },
  'impose-a-sanction': {
    user: court,
    opens: imposed,
    done: 'Sanction imposed',
    refuses: {
      DAYS_NOT_WHOLE: { 'impose-sanction-days': '0' },
      SANCTION_TOO_LONG: { 'impose-sanction-days': '90' },
    },
    otherwise: [
      { opens: under(court, 'impose-sanction', { kind: 'custody', days: 7 }, 3), refused: 'SANCTIONS_USED_UP' },
      { opens: unreviewed, refused: 'NOT_INTENSIVE' },
    ],
  },
  'amend-a-requirement': {
    user: court,
    opens: imposed,
    answers: { 'amend-requirement-months': '18', 'amend-requirement-reviewCourt': '' },
    done: 'Requirement amended',
    refuses: {
      REQUIREMENT_LONGER_THAN_ORDER: { 'amend-requirement-months': '30' },
      NOT_INTENSIVE_COURT: { 'amend-requirement-reviewCourt': 'court-weaver-mags' },
    },
  },
  'revoke-a-requirement': { user: court, opens: imposed, done: 'Requirement revoked' },
  'complete-a-requirement': { user: probation, opens: imposed, done: 'Requirement completed', otherwise: notRunning },
};
