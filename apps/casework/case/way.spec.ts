import { wayOf, type WayStep } from '#casework/case/way';
import type { StageName } from '#pathway/stages';

const step = (type: string, day: string, stage: StageName = 'treatment', byProvider = false): WayStep => ({
  ...{ type, stage, byProvider },
  occurredAt: `${day}T12:00:00Z`,
});
const everything = () => true;

const fromTestToTreatment = [
  step('ArrestTestRequested', '2026-03-02', 'arrest-test'),
  step('ArrestTestResultRecorded', '2026-03-02', 'arrest-test'),
  step('HandoverAccepted', '2026-03-03', 'handover'),
  step('Assessed', '2026-03-03', 'liaison-referral'),
  step('OnwardReferralMade', '2026-03-03', 'liaison-referral'),
  step('HandoverAccepted', '2026-03-05', 'handover', true),
  step('TreatmentStarted', '2026-03-17', 'treatment', true),
];

const read = (steps: readonly WayStep[], today: string, isShown: (stage: StageName) => boolean = everything) =>
  wayOf(steps, today, isShown).milestones.map(({ title, state, on }) => [title, state, ...(on ? [on] : [])].join(', '));

describe('The pathway as a picture', () => {
  it('shows what was reached and when, where somebody is now, and when 84 days will be over', () => {
    expect(read(fromTestToTreatment, '2026-03-20')).toEqual([
      'Tested, done, 2026-03-02',
      'Assessed, done, 2026-03-03',
      'Referred to treatment, done, 2026-03-03',
      'Accepted, done, 2026-03-05',
      'In treatment, now, 2026-03-17',
      '84 days in treatment, not-reached, 2026-06-09',
    ]);
  });

  it('takes acceptance by Liaison and Diversion for no acceptance by a provider', () => {
    expect(read(fromTestToTreatment.slice(0, 5), '2026-03-04').slice(2, 4)).toEqual([
      'Referred to treatment, now, 2026-03-03',
      'Accepted, not-reached',
    ]);
  });

  it('has somebody at 84 days on the eighty-fourth day from the start', () => {
    expect(read(fromTestToTreatment, '2026-06-08').at(-1)).toBe('84 days in treatment, not-reached, 2026-06-09');
    expect(read(fromTestToTreatment, '2026-06-09').slice(-2)).toEqual([
      'In treatment, done, 2026-03-17',
      '84 days in treatment, now, 2026-06-09',
    ]);
  });

  it('never reaches 84 days where treatment ended before, and has nobody anywhere once it has ended', () => {
    const way = wayOf([...fromTestToTreatment, step('TreatmentEnded', '2026-04-01')], '2026-07-01', everything);
    expect(way.ended).toEqual({ words: 'Treatment ended', on: '2026-04-01' });
    expect(way.milestones.at(-1)).toEqual({ title: '84 days in treatment', state: 'not-reached' });
    expect(way.milestones.map(({ state }) => state)).not.toContain('now');
  });

  it('begins anew with what begins after treatment has ended', () => {
    const again = [
      ...fromTestToTreatment,
      step('TreatmentEnded', '2026-04-01'),
      step('ArrestTestResultRecorded', '2026-08-01', 'arrest-test'),
    ];
    expect(read(again, '2026-08-02')[0]).toBe('Tested, done, 2026-03-02');
    const begun = [...again.slice(0, -1), step('ArrestTestRequested', '2026-08-01', 'arrest-test'), ...again.slice(-1)];
    expect(read(begun, '2026-08-02').slice(0, 2)).toEqual(['Tested, now, 2026-08-01', 'Assessed, not-reached']);
  });

  it('joins what a prison or a court did before being referred, and says what was never recorded', () => {
    const fromPrison = [
      step('ReleasePlanned', '2026-04-20', 'prison-release'),
      step('CommunityReferralMade', '2026-04-20', 'prison-release'),
      step('Released', '2026-05-14', 'prison-release'),
    ];
    expect(read(fromPrison, '2026-05-15').slice(0, 5)).toEqual([
      'Tested, not-recorded',
      'Assessed, not-recorded',
      'Prison: left prison, done, 2026-05-14',
      'Referred to treatment, now, 2026-04-20',
      'Accepted, not-reached',
    ]);
  });

  it('ends with a recall, which leaves somebody in prison, and begins anew with the next release', () => {
    const recalled = [
      step('ReleasePlanned', '2026-04-20', 'prison-release'),
      step('CommunityReferralMade', '2026-04-20', 'prison-release'),
      step('HandoverAccepted', '2026-04-24', 'handover', true),
      { ...step('Released', '2026-05-14', 'prison-release'), reason: 'released' as const },
      step('Recalled', '2026-05-20', 'prison-release'),
    ];
    expect(read(recalled, '2026-05-21').slice(2)).toEqual([
      'Prison: recalled, now, 2026-05-20',
      'Referred to treatment, done, 2026-04-20',
      'Accepted, done, 2026-04-24',
      'In treatment, not-reached',
      '84 days in treatment, not-reached',
    ]);
    const next = [...recalled, step('ReleasePlanned', '2026-06-01', 'prison-release')];
    expect(read(next, '2026-06-02').slice(2, 4)).toEqual([
      'Prison: release planned, done, 2026-06-01',
      'Referred to treatment, not-reached',
    ]);
  });

  it('has nobody anywhere who has died or was deported, and says who is away from prison for a time', () => {
    const gone = (reason: WayStep['reason']) =>
      wayOf(
        [
          step('ReleasePlanned', '2026-04-20', 'prison-release'),
          step('CommunityReferralMade', '2026-04-20', 'prison-release'),
          { ...step('Released', '2026-05-14', 'prison-release'), reason },
        ],
        '2026-05-15',
        everything,
      );
    expect(gone('died').ended).toEqual({ words: 'Died', on: '2026-05-14' });
    expect(gone('deported').milestones.map(({ state }) => state)).not.toContain('now');
    expect(gone('hospital').ended).toBeUndefined();
    expect(gone('hospital').milestones[2]?.title).toBe('Prison: in hospital');
    expect(gone(undefined).milestones[2]?.title).toBe('Prison: left prison');
  });

  it('says of a stage that is not shown that it is not, and has nobody anywhere before it', () => {
    const custody = (stage: StageName) => stage === 'person' || stage === 'arrest-test';
    expect(read(fromTestToTreatment.slice(0, 2), '2026-03-20', custody)).toEqual([
      'Tested, done, 2026-03-02',
      'Assessed, not-shown',
      'Referred to treatment, not-shown',
      'Accepted, not-shown',
      'In treatment, not-shown',
      '84 days in treatment, not-shown',
    ]);
  });
});
