import { type Before, custody, liaison, provider } from '#test/pages/before';
import { aNewcomer, on, type Opens, type Rows } from '#test/pages/rows/row';

type UpTo = Parameters<Before['test']>[0];
const test = (upTo: UpTo, born?: string) => on('arrest-test', (before) => before.test(upTo, born));

/** A test and what was recorded of it since. */
const testAnd = (upTo: UpTo, ...acts: readonly (readonly [user: string, step: string, body: object])[]) =>
  on('arrest-test', async (before) => {
    const id = await before.test(upTo);
    for (const [user, step, body] of acts) await before.setUp.recorded(user, `/arrest-test/${id}/${step}`, body);
    return id;
  });

/** Handed on to a provider, who is not told the result, and whom the case page does not offer the form. */
const handedOn =
  (...acts: readonly (readonly [user: string, step: string, body: object])[]): Opens =>
  async (before, job) => {
    const { setUp } = before;
    const id = await before.test('imposed');
    const personId = await before.personOf(custody, `/arrest-test/${id}`);
    await setUp.recorded(liaison, `/handover/${await setUp.lastOf(liaison, personId, 'handover')}/accept`, {});
    const referral = await setUp.lastOf(liaison, personId, 'liaison-referral');
    const onward = { to: 'provider-riverside', service: 'Key work', override: 'A child is at risk.' };
    await setUp.recorded(liaison, `/liaison-referral/${referral}/refer-onward`, onward);
    for (const [user, step, body] of acts) await setUp.recorded(user, `/arrest-test/${id}/${step}`, body);
    return { link: `/forms/${job}?on=${id}` };
  };

const overturned = [custody, 'record-laboratory-result', { confirmed: false }] as const;
const missed = [liaison, 'record-assessment', { which: 'initial', attended: false }] as const;
const attended = [liaison, 'record-assessment', { which: 'initial', attended: true, followUpNeeded: true }] as const;

let custodyRecords = 0;
const custodyRecord = () => ({ 'request-test-custodyRecord': `05/WB/${(custodyRecords += 1)}/26` });

const initial = { 'impose-required-assessment-initial': '4 6 2026 10am' };
const positive = { 'record-result-results': 'cocaine=positive opiates=negative' };
const imposing = { APPOINTMENT_IN_PAST: { 'impose-required-assessment-initial': '1 6 2026 9am' } };
const sampling = {
  WARNING_NEEDED: { 'record-sample-sample': 'refused', 'record-sample-warned': 'no' },
};

export const ofArrestTest: Rows = {
  'record-a-drug-test': {
    user: custody,
    opens: aNewcomer(custodyRecord),
    answers: { 'request-test-ground': 'trigger', 'request-test-offence': 'TA68-1', ...positive, ...initial },
    done: 'Drug test recorded',
    refuses: { ...sampling, ...imposing, NOT_DETAINED: { 'request-test-detention': 'voluntary' } },
    otherwise: [
      {
        opens: aNewcomer(custodyRecord, '2011-03-04'),
        answers: { 'request-test-detention': 'charged', 'request-test-ground': 'inspector', ...positive },
        done: 'Drug test recorded',
        refuses: {
          TOO_YOUNG: { 'request-test-detention': 'arrested' },
          APPROPRIATE_ADULT_NEEDED: { 'request-test-appropriateAdult': 'no' },
        },
      },
      {
        opens: async (before, job, user) => {
          const id = await before.test('request');
          const { state } = await before.setUp.read(custody, `/arrest-test/${id}`);
          const { requested } = state as { requested: { custodyRecord: string } };
          return aNewcomer(() => ({ 'request-test-custodyRecord': requested.custodyRecord }))(before, job, user);
        },
        refused: 'ONE_TEST_PER_DETENTION',
      },
    ],
  },
  'record-another-sample': {
    user: custody,
    opens: test('request'),
    answers: { ...positive, ...initial },
    done: 'Sample recorded',
    refuses: { ...sampling, ...imposing },
    otherwise: [{ opens: test('negative'), refused: 'SAMPLE_ALREADY_RECORDED' }],
  },
  'record-a-result': {
    user: custody,
    opens: test('sample'),
    answers: { ...positive, ...initial },
    done: 'Result recorded',
    refuses: imposing,
    otherwise: [
      { opens: test('request'), refused: 'NO_SAMPLE' },
      { opens: test('negative'), refused: 'RESULT_ALREADY_RECORDED' },
    ],
  },
  'impose-a-required-assessment': {
    user: custody,
    opens: test('positive'),
    answers: initial,
    done: 'Required assessment imposed',
    refuses: { ...imposing, RELEASED_FROM_DETENTION: { 'impose-required-assessment-detained': 'no' } },
    otherwise: [
      { opens: test('negative'), answers: initial, refused: 'NOT_POSITIVE' },
      { opens: test('imposed'), answers: initial, refused: 'ALREADY_IMPOSED' },
      { opens: test('positive', '2010-01-01'), answers: initial, refused: 'TOO_YOUNG_FOR_ASSESSMENT' },
    ],
  },
  'dispute-a-result': {
    user: custody,
    opens: test('positive'),
    done: 'Dispute recorded',
    refuses: {
      DISPUTE_TOO_LATE: { 'dispute-result-occurredAt': '1 6 2026 9am' },
    },
    otherwise: [
      { opens: test('negative'), refused: 'NOT_POSITIVE' },
      { opens: testAnd('positive', overturned), refused: 'LABORATORY_ALREADY_ANSWERED' },
      {
        opens: testAnd('positive', [
          custody,
          'dispute-result',
          { reason: 'other', occurredAt: '2026-06-01T09:50:00Z' },
        ]),
        refused: 'ALREADY_DISPUTED',
      },
    ],
  },
  'record-a-laboratory-result': {
    user: custody,
    opens: test('positive'),
    done: 'Laboratory result recorded',
    otherwise: [{ opens: testAnd('positive', overturned), refused: 'LABORATORY_ALREADY_ANSWERED' }],
  },
  'record-a-required-assessment': {
    user: liaison,
    opens: test('imposed'),
    done: 'Required assessment recorded',
    otherwise: [
      { opens: testAnd('imposed', attended), done: 'Required assessment recorded' },
      {
        user: provider,
        opens: handedOn(),
        done: 'Required assessment recorded',
        refuses: { INITIAL_ASSESSMENT_FIRST: { 'record-assessment-which': 'follow-up' } },
      },
      { user: provider, opens: handedOn(attended), refused: 'ASSESSMENT_ALREADY_RECORDED' },
      {
        user: provider,
        opens: handedOn(missed),
        answers: { 'record-assessment-which': 'follow-up' },
        refused: 'FOLLOW_UP_ENDED',
      },
      { user: provider, opens: handedOn(overturned), refused: 'ASSESSMENT_CEASED' },
    ],
  },
};
