import { measure, type Question } from '#metrics/query';
import { idOf, Log } from '#test/metrics/log';
import { openStore, type Store } from '#test/metrics/store';

let store: Store;
beforeAll(async () => (store = await openStore()));
afterEach(() => store.empty());
afterAll(() => store.close());

type Asked = Omit<Question, 'now'> & { at: string };
const of = async ({ at, ...question }: Asked) => {
  const { numerator, denominator } = await measure(store.db.manager, { ...question, now: at });
  return [numerator, denominator];
};

describe('Scenario 3: who counts as continuity of care, and on which day', () => {
  const june = { key: 'continuity-of-care', area: 'E08000012', from: '2026-06-01', to: '2026-06-30' };

  const released = (
    log: Log,
    who: string,
    instance: string,
    fields: { residence: string; inTreatment: boolean; reason: string; date: string },
  ) => {
    const planned = '2026-05-04T09:00:00Z';
    log.person(who, planned, { residence: fields.residence });
    const at = (type: string, occurredAt: string, more: object) =>
      log.tell('prison-release', { on: instance, of: who }, { type, occurredAt, ...more });
    at('ReleasePlanned', planned, {
      personId: idOf(who),
      prison: 'prison-brookvale',
      inTreatment: fields.inTreatment,
      substances: fields.inTreatment ? ['opiate'] : [],
      residence: fields.residence,
    });
    if (fields.inTreatment) at('CommunityReferralMade', '2026-05-04T09:05:00Z', { to: 'provider-riverside' });
    at('Released', `${fields.date}T08:00:00Z`, { date: fields.date, reason: fields.reason });
  };

  const treatment = (provider: string, more: object = {}) => ({
    type: 'TreatmentStarted',
    provider,
    triaged: '2026-06-26',
    interventions: ['pharmacological'],
    substances: ['opiate'],
    setting: 'community',
    ...more,
  });

  const story = () => {
    const log = new Log();
    released(log, 'Eve', 'P2', { residence: 'E08000012', inTreatment: true, reason: 'released', date: '2026-06-05' });
    released(log, 'Fay', 'P3', {
      residence: 'E08000012',
      inTreatment: true,
      reason: 'transferred',
      date: '2026-06-05',
    });
    released(log, 'Gus', 'P4', { residence: 'W06000015', inTreatment: true, reason: 'released', date: '2026-06-05' });
    released(log, 'Hal', 'P5', { residence: 'E08000012', inTreatment: false, reason: 'released', date: '2026-06-05' });
    released(log, 'Dee', 'P1', { residence: 'E08000012', inTreatment: true, reason: 'released', date: '2026-06-12' });
    log.tell(
      'treatment',
      { on: 'X2', of: 'Eve', event: 'X2 started' },
      { ...treatment('provider-riverside'), occurredAt: '2026-06-27T11:00:00Z', personId: idOf('Eve') },
    );
    log.tell(
      'treatment',
      { on: 'X1', of: 'Dee' },
      { ...treatment('provider-riverside'), occurredAt: '2026-07-03T15:00:00Z', personId: idOf('Dee') },
    );
    log.tell(
      'treatment',
      { on: 'X2', of: 'Eve' },
      {
        type: 'TreatmentStartedCorrected',
        occurredAt: '2026-07-06T09:00:00Z',
        corrects: idOf('X2 started'),
        why: 'keyed a day late',
        fact: { ...treatment('provider-riverside'), occurredAt: '2026-06-26T11:00:00Z', personId: idOf('Eve') },
      },
    );
    return log;
  };

  it('counts a release only when its 21 days are over', async () => {
    await store.apply(story().told);
    expect(await of({ ...june, at: '2026-06-25T11:00:00Z', asKnownAt: '2026-06-25T11:00:00Z' })).toEqual([0, 0]);
    expect(await of({ ...june, at: '2026-06-26T22:59:59Z', asKnownAt: '2026-06-26T22:59:59Z' })).toEqual([0, 0]);
    expect(await of({ ...june, at: '2026-06-27T11:10:00Z', asKnownAt: '2026-06-27T11:10:00Z' })).toEqual([0, 1]);
  });

  it('is restated by a correction, and says what was known before it', async () => {
    await store.apply(story().told, 3);
    expect(await of({ ...june, at: '2026-07-06T09:05:00Z' })).toEqual([2, 2]);
    expect(await of({ ...june, area: undefined, at: '2026-07-06T09:05:00Z' })).toEqual([2, 2]);
    expect(await of({ ...june, at: '2026-07-06T09:05:00Z', asKnownAt: '2026-07-05T11:00:00Z' })).toEqual([1, 2]);
  });
});
