import { fraction, LIVERPOOL, MANCHESTER, Story, told } from '#test/metrics/story';
import { idOf } from '#test/metrics/log';
import { openStore, type Store } from '#test/metrics/store';

let store: Store;
beforeAll(async () => (store = await openStore()));
afterEach(() => store.empty());
afterAll(() => store.close());

const NINTH = '2026-03-09T10:00:00Z';

describe('Requirements', () => {
  it('commence with a structured start within 21 days of sentence, any engagement apart', async () => {
    const of = await told(
      store,
      new Story()
        .person('Kim', NINTH)
        .person('Lee', NINTH)
        .requirement('R1', 'Kim', '2026-03-09')
        .requirement('R2', 'Lee', '2026-03-09', 'ATR')
        .start('X1', 'Kim', '2026-03-30T14:00:00Z')
        .start('X2', 'Lee', '2026-03-12T14:00:00Z', { interventions: ['recovery-support'] }),
    );
    const both = await of({ key: 'requirement-commencement' });
    expect([fraction(both), both.figures['any-engagement']]).toEqual(['1 of 2', 2]);
    expect(fraction(await of({ key: 'requirement-commencement', only: { 'requirement-kind': 'ATR' } }))).toBe('0 of 1');
  });

  it('end completed or revoked, with breach beside it', async () => {
    const of = await told(
      store,
      new Story()
        .person('Kim', '2026-01-05T09:00:00Z')
        .requirement('R1', 'Kim', '2026-01-05')
        .requirement('R2', 'Kim', '2026-01-06')
        .failure('R1', 'Kim', 'breach')
        .step('treatment-requirement', { on: 'R1', of: 'Kim' }, 'RequirementRevoked', '2026-03-09T10:00:00Z')
        .step('treatment-requirement', { on: 'R2', of: 'Kim' }, 'RequirementCompleted', '2026-03-10T10:00:00Z'),
    );
    const ended = await of({ key: 'requirement-outcomes' });
    expect([fraction(ended), ended.figures]).toEqual(['1 of 2', { revoked: 1, breached: 1 }]);
  });

  it.each([
    ['breach', 'warning', 0],
    ['warning', 'breach', 1],
  ])('end in breach by the failure as it stands: a %s corrected to a %s is %d', async (was, is, breached) => {
    const of = await told(
      store,
      new Story()
        .person('Kim', '2026-01-05T09:00:00Z')
        .requirement('R1', 'Kim', '2026-01-05')
        .failure('R1', 'Kim', was)
        .step(
          'treatment-requirement',
          { on: 'R1', of: 'Kim' },
          'NonComplianceRecordedCorrected',
          '2026-02-02T10:00:00Z',
          {
            corrects: idOf('failure R1'),
            why: '[erased]',
            fact: { type: 'NonComplianceRecorded', occurredAt: '2026-02-01T10:00:00Z', response: is },
          },
        )
        .step('treatment-requirement', { on: 'R1', of: 'Kim' }, 'RequirementRevoked', '2026-03-09T10:00:00Z'),
    );
    expect((await of({ key: 'requirement-outcomes' })).figures).toEqual({ revoked: 1, breached });
  });
});

describe('Releases', () => {
  it('count again after a recall, each with its own 21 days', async () => {
    const of = await told(
      store,
      new Story()
        .person('Dee', '2026-02-02T09:00:00Z')
        .plan('P1', 'Dee', '2026-02-02T09:00:00Z')
        .step('prison-release', { on: 'P1', of: 'Dee' }, 'CommunityReferralMade', '2026-02-02T10:00:00Z', {
          to: 'provider-riverside',
        })
        .release('P1', 'Dee', '2026-03-02')
        .step('prison-release', { on: 'P1', of: 'Dee' }, 'Recalled', '2026-03-05T09:00:00Z', { date: '2026-03-05' })
        .plan('P2', 'Dee', '2026-03-06T09:00:00Z')
        .step('prison-release', { on: 'P2', of: 'Dee' }, 'CommunityReferralMade', '2026-03-06T10:00:00Z', {
          to: 'provider-riverside',
        })
        .release('P2', 'Dee', '2026-03-30')
        .start('X1', 'Dee', '2026-04-20T10:00:00Z'),
    );
    expect(fraction(await of({ key: 'continuity-of-care' }))).toBe('1 of 2');
  });

  it('are no continuity of care without a community referral before them, and RECONNECT is none', async () => {
    const of = await told(
      store,
      new Story()
        .person('Dee', '2026-02-02T09:00:00Z')
        .plan('P1', 'Dee', '2026-02-02T09:00:00Z')
        .step('prison-release', { on: 'P1', of: 'Dee' }, 'ReconnectReferralMade', '2026-02-02T10:00:00Z', {
          to: 'reconnect-northwest',
        })
        .release('P1', 'Dee', '2026-03-02')
        .step('prison-release', { on: 'P1', of: 'Dee' }, 'CommunityReferralMade', '2026-03-03T10:00:00Z', {
          to: 'provider-riverside',
        }),
    );
    expect(fraction(await of({ key: 'continuity-of-care' }))).toBe('0 of 0');
    expect(fraction(await of({ key: 'release-preparation' }))).toBe('0 of 1');
  });

  it('are prepared by a meeting, with naloxone and medication beside it', async () => {
    const of = await told(
      store,
      new Story()
        .person('Dee', '2026-02-02T09:00:00Z')
        .plan('P1', 'Dee', '2026-02-02T09:00:00Z', { inTreatment: false })
        .step('prison-release', { on: 'P1', of: 'Dee' }, 'PreReleaseMeetingHeld', '2026-02-20T10:00:00Z')
        .step('prison-release', { on: 'P1', of: 'Dee' }, 'PrisonTestRecorded', '2026-03-01T10:00:00Z', {
          kind: 'mandatory',
          results: { opiates: 'positive' },
        })
        .step('prison-release', { on: 'P1', of: 'Dee' }, 'NaloxoneSupplied', '2026-03-02T08:00:00Z', {
          place: 'prison',
        })
        .release('P1', 'Dee', '2026-03-02')
        .plan('P2', 'Dee', '2026-03-03T09:00:00Z', { inTreatment: false, substances: [] })
        .release('P2', 'Dee', '2026-03-04'),
    );
    const prepared = await of({ key: 'release-preparation', prison: 'prison-brookvale' });
    expect([fraction(prepared), prepared.figures]).toEqual(['1 of 1', { naloxone: 1, medication: 0 }]);
    expect(fraction(await of({ key: 'prison-tests', only: { 'test-kind': 'mandatory' } }))).toBe('1 of 1');
  });
});

describe('Treatment', () => {
  const starts = () =>
    new Story()
      .person('Ann', '2026-03-01T09:00:00Z')
      .person('Bob', '2026-03-01T09:00:00Z')
      .person('Cay', '2026-03-01T09:00:00Z', { residence: MANCHESTER })
      .start('X1', 'Ann', '2026-03-02T10:00:00Z')
      .end('X1', 'Ann', '2026-05-24', 'dropped-out')
      .start('X2', 'Bob', '2026-03-02T10:00:00Z')
      .end('X2', 'Bob', '2026-05-25', 'dropped-out')
      .start('X3', 'Cay', '2026-03-02T10:00:00Z')
      .end('X3', 'Cay', '2026-03-20', 'completed')
      .start('X4', 'Cay', '2026-03-21T10:00:00Z', { interventions: ['recovery-support'] });

  it('engages those retained 84 days, or completed before', async () => {
    const of = await told(store, starts());
    expect(fraction(await of({ key: 'effective-engagement' }))).toBe('2 of 3');
    expect(fraction(await of({ key: 'effective-engagement', effectiveAt: '2026-05-25T12:00:00Z' }))).toBe('0 of 0');
  });

  it('ends completed, or for another reason', async () => {
    const of = await told(store, starts());
    const ended = await of({ key: 'treatment-outcomes', to: '2026-06-30' });
    expect([fraction(ended), ended.figures['dropped-out']]).toEqual(['1 of 3', 2]);
  });

  it('holds so many people on a day, beside a baseline and a target', async () => {
    const of = await told(store, starts());
    const on = (day: string, area?: string) => of({ key: 'in-treatment', from: day, to: day, area });
    expect((await on('2026-03-20')).numerator).toBe(3);
    expect((await on('2026-03-21')).numerator).toBe(2);
    const liverpool = await on('2026-03-02', LIVERPOOL);
    expect([liverpool.numerator, liverpool.denominator]).toEqual([2, null]);
    expect(liverpool.baseline?.target).toBeGreaterThan(liverpool.baseline?.baseline ?? Infinity);
  });

  it('counts people where they live and as old as they are on the day', async () => {
    const of = await told(
      store,
      new Story()
        .person('Ann', '2026-03-01T09:00:00Z', { birthMonth: '1996-06' })
        .start('X1', 'Ann', '2026-03-02T10:00:00Z')
        .step('person', { on: 'Ann', of: 'Ann' }, 'ResidenceChanged', '2026-05-01T10:00:00Z', {
          residence: MANCHESTER,
        }),
    );
    const on = async (day: string, only: object) =>
      (await of({ key: 'in-treatment', from: day, to: day, only })).numerator;
    expect([
      await on('2026-04-30', { authority: LIVERPOOL }),
      await on('2026-04-30', { authority: MANCHESTER }),
    ]).toEqual([1, 0]);
    expect([
      await on('2026-05-01', { authority: LIVERPOOL }),
      await on('2026-05-01', { authority: MANCHESTER }),
    ]).toEqual([0, 1]);
    expect([await on('2026-05-31', { 'age-band': '18-29' }), await on('2026-06-01', { 'age-band': '30-49' })]).toEqual([
      1, 1,
    ]);
  });
});

describe('The funnel', () => {
  it('counts every step after a positive result', async () => {
    const of = await told(
      store,
      new Story()
        .person('Sam', '2026-03-01T09:00:00Z')
        .test('T1', 'Sam', '2026-03-02T10:00:00Z', { cocaine: 'positive' })
        .test('T2', 'Sam', '2026-03-20T10:00:00Z', { cocaine: 'positive' })
        .referral('L1', 'Sam', '2026-03-03T10:00:00Z')
        .step('liaison-referral', { on: 'L1', of: 'Sam' }, 'Assessed', '2026-03-03T11:00:00Z', {
          substances: ['crack'],
        })
        .request('H1', 'Sam', '2026-03-03T12:00:00Z', { opener: 'L1' })
        .step('handover', { on: 'H1', of: 'Sam' }, 'HandoverAccepted', '2026-03-05T10:00:00Z')
        .start('X1', 'Sam', '2026-03-25T10:00:00Z'),
    );
    const funnel = await of({ key: 'pathway-funnel' });
    expect([fraction(funnel), funnel.figures]).toEqual([
      '1 of 2',
      { assessment: 1, referral: 1, acceptance: 1, start: 2, '84-days': 2 },
    ]);
    expect((await of({ key: 'pathway-funnel', effectiveAt: '2026-06-17T22:59:00Z' })).figures['84-days']).toBe(0);
    expect((await of({ key: 'pathway-funnel', effectiveAt: '2026-06-17T23:00:00Z' })).figures['84-days']).toBe(2);
  });
});
