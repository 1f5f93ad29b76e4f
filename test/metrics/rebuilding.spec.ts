import { measure } from '#metrics/query';
import { tableNames } from '#read-models/analytics/tables';
import { idOf } from '#test/metrics/log';
import { fraction, LATER, LIVERPOOL, MANCHESTER, Story, told } from '#test/metrics/story';
import { openStore, type Store } from '#test/metrics/store';
import { reference } from '#test/support/reference';
import { world } from '#test/metrics/world';
import type { Told } from '#pathway/told';
import fc from 'fast-check';

let store: Store;
beforeAll(async () => (store = await openStore()));
afterEach(() => store.empty());
afterAll(() => store.close());

/** Every row of every cohort, whatever order it lies in. */
const everything = async (): Promise<readonly string[]> => {
  const rows: string[] = [];
  for (const table of tableNames) {
    const found: { text: string }[] = await store.db.query(
      `select '${table} ' || row_to_json(t)::text as text from analytics.${table} t`,
    );
    rows.push(...found.map(({ text }) => text));
  }
  return rows.sort();
};

const eventful = () =>
  new Story()
    .person('Sam', '2026-03-01T09:00:00Z')
    .person('Sammy', '2026-03-01T09:30:00Z', { residence: MANCHESTER, sex: 'female' })
    .test('T1', 'Sammy', '2026-03-02T10:00:00Z', { cocaine: 'positive' })
    .referral('L1', 'Sam', '2026-03-02T10:00:00Z')
    .request('H1', 'Sam', '2026-03-03T10:00:00Z', { opener: 'L1' })
    .start('X1', 'Sammy', '2026-03-10T10:00:00Z')
    .step('person', { on: 'Sammy', of: 'Sammy' }, 'PersonMerged', '2026-03-20T10:00:00Z', {
      into: idOf('Sam'),
      reason: '[erased]',
    })
    .step('treatment', { on: 'X1', of: 'Sammy' }, 'TreatmentStartedCorrected', '2026-03-21T10:00:00Z', {
      corrects: idOf('start X1'),
      why: '[erased]',
      fact: {
        type: 'TreatmentStarted',
        occurredAt: '2026-03-12T10:00:00Z',
        personId: idOf('Sammy'),
        provider: 'provider-riverside',
        triaged: '2026-03-12',
        interventions: ['psychosocial'],
        substances: ['alcohol'],
        setting: 'community',
      },
    })
    .end('X1', 'Sam', '2026-05-01', 'completed')
    .step('person', { on: 'Sammy', of: 'Sammy' }, 'PersonUnmerged', '2026-06-01T10:00:00Z', {
      from: idOf('Sam'),
      reason: '[erased]',
    })
    .step('person', { on: 'Sam', of: 'Sam' }, 'PersonErased', '2026-07-01T10:00:00Z', { reason: '[erased]' });

describe('An authority that moves to another partnership', () => {
  it('leaves behind what was counted before it moved', async () => {
    const partnerships = reference.partnerships.flatMap((row) => {
      if (row.code === 'cdp-liverpool') return [{ ...row, to: '2026-03-09' }];
      return row.code === 'cdp-manchester' ? [row, { ...row, authorities: [LIVERPOOL], from: '2026-03-10' }] : [row];
    });
    const moved = await openStore({ ...reference, partnerships });
    const story = new Story()
      .person('Sam', '2026-03-01T09:00:00Z')
      .test('T1', 'Sam', '2026-03-09T10:00:00Z', { cocaine: 'positive' })
      .test('T2', 'Sam', '2026-03-10T10:00:00Z', { cocaine: 'negative' });
    const of = await told(moved, story);
    const inArea = async (area: string) => fraction(await of({ key: 'arrest-tests', area }));
    expect(await inArea('cdp-liverpool')).toBe('1 of 1');
    expect(await inArea('cdp-manchester')).toBe('0 of 1');
    expect(await inArea(LIVERPOOL)).toBe('1 of 2');
    await moved.close();
  });
});

describe('A custody suite that serves another area from a day on', () => {
  it('leaves behind what was counted before', async () => {
    const organisations = reference.organisations.flatMap((row) =>
      row.code === 'custody-brunswick'
        ? [
            { ...row, to: '2026-03-09' },
            { ...row, authorities: ['E08000003'], from: '2026-03-10' },
          ]
        : [row],
    );
    const moved = await openStore({ ...reference, organisations });
    const story = new Story()
      .person('Sam', '2026-03-01T09:00:00Z')
      .test('T1', 'Sam', '2026-03-09T10:00:00Z', { cocaine: 'positive' })
      .test('T2', 'Sam', '2026-03-10T10:00:00Z', { cocaine: 'negative' });
    const of = await told(moved, story);
    expect(fraction(await of({ key: 'arrest-tests', area: LIVERPOOL }))).toBe('1 of 1');
    expect(fraction(await of({ key: 'arrest-tests', area: 'E08000003' }))).toBe('0 of 1');
    await moved.close();
  });
});

describe('A substance that counts in another group from a day on', () => {
  it('counts in its former group before', async () => {
    const substances = reference.substances.flatMap((row) =>
      row.code === 'crack'
        ? [
            { ...row, to: '2026-03-09' },
            { ...row, group: 'opiate' as const, from: '2026-03-10' },
          ]
        : [row],
    );
    const regrouped = await openStore({ ...reference, substances });
    const story = new Story()
      .person('Sam', '2026-03-01T09:00:00Z')
      .test('T1', 'Sam', '2026-03-09T10:00:00Z', { crack: 'positive' })
      .test('T2', 'Sam', '2026-03-10T10:00:00Z', { crack: 'positive' });
    const of = await told(regrouped, story);
    const { cells } = await of({ key: 'arrest-tests', breakdown: 'substance-group' });
    expect(cells?.map(({ cell, numerator }) => [cell, numerator])).toEqual([
      ['non-opiate-only', 1],
      ['opiate', 1],
    ]);
    await regrouped.close();
  });
});

describe('A rebuild', () => {
  it('comes to exactly the rows that the live view came to, known from and until the same moments', async () => {
    const log: readonly Told[] = [
      ...world(12).told,
      ...eventful().told.map((one) => ({
        ...one,
        position: one.position + 10_000n,
        recordedAt: `2027${one.recordedAt.slice(4)}`,
      })),
    ];
    await store.apply(log);
    const rebuilt = await everything();
    expect(rebuilt.length).toBeGreaterThan(100);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 40 }), async (batch) => {
        await store.empty();
        await store.apply(log, batch);
        expect(await everything()).toEqual(rebuilt);
      }),
      { numRuns: 6, examples: [[1]] },
    );
  });

  it('goes on from what is committed where a batch was rolled back', async () => {
    const { told: log } = eventful();
    await store.apply(log);
    const whole = await everything();
    await store.empty();
    await store.apply(log.slice(0, 5));
    await expect(store.applyAndFail(log.slice(5, 8))).rejects.toThrow('rolled back');
    await store.apply(log.slice(5));
    expect(await everything()).toEqual(whole);
  });
});

describe('Counting', () => {
  it('takes merged records for one person, and parts them again', async () => {
    const of = await told(store, eventful());
    const waiting = (asKnownAt: string) =>
      of({
        key: 'in-treatment',
        from: '2026-03-15',
        to: '2026-03-15',
        asKnownAt,
        effectiveAt: asKnownAt,
        area: LIVERPOOL,
      });
    expect((await waiting('2026-03-19T10:00:00Z')).numerator).toBe(0);
    expect((await waiting('2026-03-22T10:00:00Z')).numerator).toBe(1);
    expect((await waiting('2026-06-02T10:00:00Z')).numerator).toBe(0);
    expect(fraction(await of({ key: 'waiting-time', asKnownAt: '2026-05-20T10:00:00Z' }))).toBe('1 of 1');
    expect(fraction(await of({ key: 'waiting-time', asKnownAt: '2026-06-20T10:00:00Z' }))).toBe('0 of 1');
  });

  it('goes on after erasure, by the month of birth, sex, ethnic group and area that stay', async () => {
    const of = await told(store, eventful());
    expect(
      fraction(
        await of({ key: 'liaison-engagement', only: { 'age-band': '30-49', sex: 'male', 'ethnic-group': 'white' } }),
      ),
    ).toBe('0 of 1');
  });

  it('keeps nothing of a fact that could name somebody', async () => {
    const named = 'Somebody Invented';
    const log = new Story().person('Sam', '2026-03-01T09:00:00Z', {
      name: named,
      dateOfBirth: '1991-04-02',
      identifiers: { pnc: '2024/9000001Z' },
      address: named,
    });
    log
      .referral('L1', 'Sam', '2026-03-02T10:00:00Z')
      .step('liaison-referral', { on: 'L1', of: 'Sam' }, 'Assessed', '2026-03-02T11:00:00Z', {
        substances: ['crack'],
        summary: named,
      });
    await store.apply(log.told);
    const kept: { text: string }[] = await store.db.query('select entry::text as text from analytics.case_fact');
    const text = [...kept.map((row) => row.text), ...(await everything())].join(' ');
    expect(text).toContain('crack');
    for (const secret of [named, '1991-04-02', '9000001']) expect(text).not.toContain(secret);
  });

  it('is the same whether asked now or as known now', async () => {
    await store.apply(world(25).told);
    for (const key of [
      'arrest-tests',
      'waiting-time',
      'continuity-of-care',
      'effective-engagement',
      'referrals',
      'pathway-funnel',
    ]) {
      const question = { key, from: '2026-01-01', to: '2026-12-31', now: LATER };
      const now = await measure(store.db.manager, question);
      expect(now.denominator).toBeGreaterThan(0);
      expect(await measure(store.db.manager, { ...question, asKnownAt: LATER })).toEqual(now);
    }
  });
});
