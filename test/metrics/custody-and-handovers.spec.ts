import { fraction, LIVERPOOL, MANCHESTER, Story, told } from '#test/metrics/story';
import { openStore, type Store } from '#test/metrics/store';

let store: Store;
beforeAll(async () => (store = await openStore()));
afterEach(() => store.empty());
afterAll(() => store.close());

const NINTH = '2026-03-09T10:00:00Z';

describe('Tests on arrest', () => {
  const tests = () =>
    new Story()
      .person('Sam', '2026-03-01T09:00:00Z')
      .test('T1', 'Sam', '2026-03-02T10:00:00Z', { cocaine: 'positive', opiates: 'negative' })
      .test('T2', 'Sam', '2026-03-03T10:00:00Z', { cocaine: 'void', opiates: 'negative' })
      .test(
        'T3',
        'Sam',
        '2026-03-04T10:00:00Z',
        { cocaine: 'not-stated', opiates: 'negative' },
        { ground: 'inspector' },
      )
      .test('T4', 'Sam', '2026-03-05T10:00:00Z', { cocaine: 'positive', opiates: 'positive' })
      .step('arrest-test', { on: 'T4', of: 'Sam' }, 'RequiredAssessmentImposed', '2026-03-05T11:00:00Z')
      .step('arrest-test', { on: 'T4', of: 'Sam' }, 'LaboratoryResultRecorded', '2026-03-12T10:00:00Z', {
        confirmed: false,
      })
      .step('arrest-test', { on: 'T1', of: 'Sam' }, 'RequiredAssessmentImposed', '2026-03-12T11:00:00Z')
      .step('arrest-test', { on: 'T1', of: 'Sam' }, 'AssessmentAttended', '2026-03-13T11:00:00Z', { which: 'initial' });

  it('leave out a void sample, count one not stated, and follow the laboratory', async () => {
    const of = await told(store, tests());
    expect(fraction(await of({ key: 'arrest-tests', area: LIVERPOOL }))).toBe('1 of 3');
    expect(fraction(await of({ key: 'arrest-tests', effectiveAt: '2026-03-11T10:00:00Z' }))).toBe('2 of 3');
    expect(
      (await of({ key: 'arrest-tests', breakdown: 'ground' })).cells?.map(({ cell, denominator }) => [
        cell,
        denominator,
      ]),
    ).toEqual([
      ['inspector', 1],
      ['trigger', 2],
    ]);
  });

  it('count once for every substance tested for', async () => {
    const of = await told(store, tests());
    const { cells } = await of({ key: 'arrest-tests', breakdown: 'substance', effectiveAt: '2026-03-11T10:00:00Z' });
    expect(cells?.map((cell) => [cell.cell, cell.numerator, cell.denominator])).toEqual([
      ['cocaine', 2, 3],
      ['opiates', 1, 3],
    ]);
  });

  it('require an assessment until the result falls', async () => {
    const of = await told(store, tests());
    expect(fraction(await of({ key: 'required-assessments' }))).toBe('1 of 1');
    expect(fraction(await of({ key: 'required-assessments', effectiveAt: '2026-03-11T10:00:00Z' }))).toBe('0 of 1');
  });

  it('count in the area of the suite, wherever the person lives', async () => {
    const of = await told(
      store,
      new Story().person('Ali', NINTH, { residence: MANCHESTER }).test('T1', 'Ali', NINTH, { cocaine: 'positive' }),
    );
    expect(fraction(await of({ key: 'arrest-tests', area: LIVERPOOL }))).toBe('1 of 1');
    expect(fraction(await of({ key: 'arrest-tests', area: MANCHESTER }))).toBe('0 of 0');
    expect(fraction(await of({ key: 'arrest-tests', only: { force: '05' } }))).toBe('1 of 1');
    for (const area of ['cdp-liverpool', 'E12000002', 'E92000001'])
      expect(fraction(await of({ key: 'arrest-tests', area }))).toBe('1 of 1');
  });
});

describe('Liaison and Diversion', () => {
  it('engages those assessed, with those screened and consenting beside them', async () => {
    const of = await told(
      store,
      new Story()
        .person('Sam', NINTH)
        .referral('L1', 'Sam', NINTH)
        .step('liaison-referral', { on: 'L1', of: 'Sam' }, 'Screened', '2026-03-09T11:00:00Z', {
          needs: ['substance', 'housing'],
        })
        .step('liaison-referral', { on: 'L1', of: 'Sam' }, 'ConsentRecorded', '2026-03-09T11:10:00Z', {
          scope: 'assess',
          answer: 'given',
        })
        .step('liaison-referral', { on: 'L1', of: 'Sam' }, 'Assessed', '2026-03-10T11:00:00Z', {
          substances: ['crack', 'alcohol'],
        })
        .step('liaison-referral', { on: 'L1', of: 'Sam' }, 'ConsentRecorded', '2026-03-20T11:10:00Z', {
          scope: 'assess',
          answer: 'withdrawn',
        })
        .referral('L2', 'Sam', '2026-03-30T22:30:00Z')
        .referral('L3', 'Sam', '2026-03-31T23:30:00Z'),
    );
    const march = await of({ key: 'liaison-engagement' });
    expect([fraction(march), march.figures]).toEqual(['1 of 2', { screened: 1, consenting: 0 }]);
    expect((await of({ key: 'liaison-engagement', effectiveAt: '2026-03-12T10:00:00Z' })).figures['consenting']).toBe(
      1,
    );
    expect((await of({ key: 'liaison-engagement', breakdown: 'need' })).cells?.map(({ cell }) => cell)).toEqual([
      'housing',
      'substance',
    ]);
    expect(
      fraction(await of({ key: 'liaison-engagement', only: { 'substance-group': 'non-opiate-and-alcohol' } })),
    ).toBe('1 of 1');
  });
});

describe('Handovers', () => {
  const reassigned = () =>
    new Story()
      .person('Mo', NINTH)
      .request('H1', 'Mo', '2026-03-09T10:00:00Z', { receiver: 'provider-harbour' })
      .step('handover', { on: 'H1', of: 'Mo' }, 'HandoverAcknowledged', '2026-03-10T10:30:00Z')
      .step('handover', { on: 'H1', of: 'Mo' }, 'HandoverReassigned', '2026-03-11T10:00:00Z', { to: 'provider-weald' })
      .step('handover', { on: 'H1', of: 'Mo' }, 'HandoverAccepted', '2026-03-16T10:00:00Z')
      .start('X1', 'Mo', '2026-04-01T10:00:00Z', { provider: 'provider-weald' });

  it('count a reassignment as a second request, of the new receiver on its day', async () => {
    const of = await told(store, reassigned());
    expect(fraction(await of({ key: 'referrals' }))).toBe('1 of 2');
    expect(fraction(await of({ key: 'referrals', from: '2026-03-11', provider: 'provider-weald' }))).toBe('1 of 1');
    expect((await of({ key: 'referrals', provider: 'provider-harbour' })).figures['withdrawn']).toBe(1);
    expect(fraction(await of({ key: 'waiting-time', provider: 'provider-weald' }))).toBe('1 of 1');
    expect(fraction(await of({ key: 'waiting-time', provider: 'provider-harbour' }))).toBe('0 of 1');
  });

  it('are acknowledged in time by 17:00 on the second working day, and by accepting too', async () => {
    const of = await told(store, reassigned());
    expect(fraction(await of({ key: 'acknowledged-in-time', provider: 'provider-harbour' }))).toBe('1 of 1');
    expect(fraction(await of({ key: 'acknowledged-in-time', provider: 'provider-weald' }))).toBe('0 of 1');
  });

  it('count only once the deadline is past', async () => {
    const of = await told(store, reassigned());
    const harbour = { key: 'acknowledged-in-time', provider: 'provider-harbour' };
    expect(fraction(await of({ ...harbour, effectiveAt: '2026-03-11T17:00:00Z' }))).toBe('0 of 0');
    expect(fraction(await of({ ...harbour, effectiveAt: '2026-03-11T17:00:01Z' }))).toBe('1 of 1');
  });

  it('take working hours to acknowledge: nights and weekends are none', async () => {
    const of = await told(store, reassigned());
    const { hours } = await of({ key: 'time-to-acknowledge' });
    expect((await of({ key: 'time-to-acknowledge', provider: 'provider-harbour' })).hours).toEqual({
      median: 8.5,
      ninetieth: 8.5,
    });
    expect(hours?.median).toBeCloseTo((8.5 + 24) / 2, 6);
  });

  it('wait no longer than day 21, counted in London', async () => {
    const of = await told(
      store,
      new Story()
        .person('Ann', NINTH)
        .person('Bob', NINTH)
        .request('H1', 'Ann', '2026-03-09T10:00:00Z')
        .request('H2', 'Bob', '2026-03-09T10:00:00Z')
        .start('X1', 'Ann', '2026-03-30T22:59:00Z')
        .start('X2', 'Bob', '2026-03-30T23:00:00Z'),
    );
    expect(fraction(await of({ key: 'waiting-time' }))).toBe('1 of 2');
    expect(fraction(await of({ key: 'waiting-time', effectiveAt: '2026-03-30T22:59:59Z' }))).toBe('0 of 0');
  });
});
