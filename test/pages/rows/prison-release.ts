import { prison, probation } from '#test/pages/before';
import { aNewcomer, on, type Rows } from '#test/pages/rows/row';

const STAGE = 'prison-release';
const planned = (more: object = {}) => on(STAGE, (before) => before.release(more));
const released = on(STAGE, (before) => before.released());

type Act = readonly [step: string, body: object];
const plannedAnd = (more: object, ...acts: readonly Act[]) =>
  on(STAGE, async (before) => {
    const id = await before.release(more);
    for (const [step, body] of acts) await before.setUp.recorded(prison, `/prison-release/${id}/${step}`, body);
    return id;
  });

const left = (date: string, reason = 'released'): Act => ['record-release', { date, reason }];
const recalled = plannedAnd({}, left('2026-05-28'), ['record-recall', { date: '2026-05-29' }]);

/** Released to where probation supervises; recalled the next day, or not. */
const supervised = (...acts: readonly Act[]) =>
  on(STAGE, async (before) => {
    const { id: personId } = await before.somebody(probation);
    const requirement = { personId, kind: 'DRR', suitable: true };
    await before.setUp.recorded(probation, '/treatment-requirement', requirement);
    const id = await before.planned(personId);
    for (const [step, body] of [left('2026-05-28'), ...acts])
      await before.setUp.recorded(prison, `/prison-release/${id}/${step}`, body);
    return id;
  });

const lately = { occurredAt: '2026-05-29T09:00:00Z' };
/** Of many forms the same: these few are walked where the person has left. */
const tooLate = [{ opens: released, refused: 'ALREADY_RELEASED' }] as const;

export const ofPrisonRelease: Rows = {
  'plan-a-release': {
    user: prison,
    opens: aNewcomer(),
    answers: { 'plan-release-expected': '22 6 2026' },
    done: 'Release planned',
    refuses: { EXPECTED_IN_PAST: { 'plan-release-expected': '1 5 2026' } },
  },
  'refer-to-community': {
    user: prison,
    opens: planned(),
    done: 'Referral made',
    otherwise: [
      ...tooLate,
      {
        opens: plannedAnd({}, ['refer-to-community', { to: 'provider-riverside', ...lately }]),
        refused: 'ALREADY_REFERRED',
      },
    ],
  },
  'record-a-pre-release-meeting': {
    user: prison,
    opens: planned(),
    done: 'Meeting recorded',
  },
  'arrange-medication': {
    user: prison,
    opens: planned(),
    done: 'Medication recorded',
    refuses: {
      LAST_DOSE_IN_FUTURE: { 'arrange-medication-lastDose': '2 7 2026' },
      NEXT_DUE_BEFORE_LAST_DOSE: {
        ...{ 'arrange-medication-kind': 'depot', 'arrange-medication-nextDue': '1 5 2026' },
        ...{ 'arrange-medication-lastDose': '20 5 2026' },
      },
    },
  },
  'offer-naloxone': {
    user: prison,
    opens: planned(),
    done: 'Naloxone recorded',
    otherwise: tooLate,
  },
  'offer-naloxone-in-approved-premises': {
    user: probation,
    opens: supervised(),
    done: 'Naloxone recorded',
    refuses: { NOT_RELEASED: { 'supply-naloxone-occurredAt': '20 5 2026 9am' } },
    otherwise: [{ opens: supervised(['record-recall', { date: '2026-05-29' }]), refused: 'ALREADY_RECALLED' }],
  },
  'refer-to-reconnect': {
    user: prison,
    opens: planned(),
    done: 'RECONNECT referral made',
    otherwise: [
      { opens: planned({ expected: undefined }), refused: 'RELEASE_DATE_UNKNOWN' },
      { opens: planned({ expected: '2026-12-01' }), refused: 'RECONNECT_TOO_EARLY' },
      {
        opens: plannedAnd({ occurredAt: '2026-03-01T09:00:00Z' }, left('2026-04-01')),
        refused: 'RECONNECT_TOO_LATE',
      },
      { opens: plannedAnd({}, left('2026-05-28', 'died')), refused: 'NOT_RELEASED' },
      { opens: recalled, refused: 'ALREADY_RECALLED' },
      { opens: plannedAnd({}, ['refer-to-reconnect', lately]), refused: 'ALREADY_REFERRED' },
    ],
  },
  'record-a-prison-test': {
    user: prison,
    opens: planned(),
    answers: { 'record-prison-test-results': 'opiate=negative' },
    done: 'Drug test recorded',
  },
  'change-release-date': {
    user: prison,
    opens: planned(),
    done: 'Release date changed',
    refuses: { EXPECTED_IN_PAST: { 'change-release-date-expected': '1 5 2026' } },
  },
  'record-the-release': {
    user: prison,
    opens: planned(),
    done: 'Release recorded',
    refuses: { RELEASE_IN_FUTURE: { 'record-release-date': '2 7 2026' } },
    otherwise: tooLate,
  },
  'record-a-recall': {
    user: prison,
    opens: released,
    done: 'Recall recorded',
    refuses: {
      RECALL_BEFORE_RELEASE: { 'record-recall-date': '1 5 2026' },
      RECALL_IN_FUTURE: { 'record-recall-date': '2 7 2026' },
    },
    otherwise: [
      { opens: planned(), refused: 'NOT_RELEASED' },
      { opens: recalled, refused: 'ALREADY_RECALLED' },
    ],
  },
};
