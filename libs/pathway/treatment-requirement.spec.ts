import { runBy, status, treatmentRequirement } from '#pathway/treatment-requirement';
import type { TreatmentRequirementCommand as Command } from '#pathway/treatment-requirement';
import { askedTwiceHappensOnce } from '#test/support/asked-twice';
import type { Asked } from '#test/support/asked-twice';
import { closing, reference } from '#test/support/reference';
import {
  SENTENCED,
  assessed,
  community,
  crown,
  imposed,
  intensive,
  KIM,
  on,
  probation,
  riverside,
  suspended,
  willing,
} from '#test/support/requirement';
import { given } from '#test/support/stage';
import fc from 'fast-check';

describe('Amending and ending', () => {
  const amend = (change: object): Command => ({ do: 'amend requirement', reason: 'on review', ...change });

  it('keeps an amended requirement within its order and its rules', () => {
    imposed('DRR')
      .when(amend({ months: 10, to: 'provider-northgate' }), on('2026-06-20', crown))
      .thenRecords({ type: 'RequirementAmended', months: 10, to: 'provider-northgate' });
    imposed('DRR')
      .when(amend({ months: 25 }), on('2026-06-20', crown))
      .thenRefused('REQUIREMENT_LONGER_THAN_ORDER', 'months');
    imposed('DRR')
      .when(amend({ months: 14 }), on('2026-06-20', crown))
      .thenRefused('REVIEW_COURT_NEEDED', 'reviewCourt');
    imposed('DRR')
      .when(amend({ months: 14, reviewCourt: 'court-albion-crown' }), on('2026-06-20', crown))
      .thenRecords({ type: 'RequirementAmended' });
    imposed('DRR')
      .when(amend({ to: 'prison-brookvale' }), on('2026-06-20', crown))
      .thenRefused('UNKNOWN_PROVIDER', 'to');
  });

  it('names services that are open on the day; what was named before may have closed since', () => {
    const closed = (code: string) => ({ ...on('2026-06-20', crown), reference: closing(code, '2026-06-19') });
    imposed('DRR')
      .when(amend({ to: 'provider-northgate' }), closed('provider-northgate'))
      .thenRefused('UNKNOWN_PROVIDER', 'to');
    imposed('DRR')
      .when(amend({ reviewCourt: 'court-weaver-mags' }), closed('court-weaver-mags'))
      .thenRefused('UNKNOWN_COURT', 'reviewCourt');
    imposed('DRR')
      .when(amend({ months: 10 }), closed('provider-riverside'))
      .thenRecords({ type: 'RequirementAmended', months: 10 });
  });

  it('amends nothing for somebody who is no longer willing', () =>
    imposed('DRR')
      .when({ do: 'record willingness', willing: false }, on('2026-06-19', crown))
      .then()
      .when(amend({ months: 10 }), on('2026-06-20', crown))
      .thenRefused('NOT_WILLING'));

  it.each<Command>([{ do: 'complete requirement' }, { do: 'revoke requirement', reason: 'good progress' }])(
    'accepts nothing more after: $do',
    (ending) => {
      const ended = imposed('DRR', { ...community, intensive })
        .when(ending, on('2026-10-01', probation))
        .then();
      const others: readonly Command[] = [
        { do: 'assess suitability', personId: KIM, kind: 'DRR', suitable: true },
        { do: 'record willingness', willing: true },
        community,
        { do: 'schedule review', date: '2026-12-01' },
        { do: 'hold review', judge: 'Judge Amari', outcome: 'continue' },
        { do: 'record requirement test', results: { opiates: 'negative' } },
        { do: 'record non-compliance', response: 'breach' },
        { do: 'impose sanction', kind: 'custody', days: 1 },
        amend({ months: 6 }),
        { do: 'revoke requirement', reason: 'again' },
        { do: 'complete requirement', reason: 'again' },
      ];
      for (const command of others) ended.when(command, on('2026-10-02', crown)).thenRefused('REQUIREMENT_ENDED');
    },
  );
});

describe('Where a requirement stands and who runs it', () => {
  it.each([
    ['not assessed', given(treatmentRequirement)],
    ['assessed suitable', assessed('DRR')],
    ['not suitable', assessed('DRR', false)],
    ['willing', willing('DRR')],
    ['not willing', assessed('DRR').when({ do: 'record willingness', willing: false }, SENTENCED).then()],
    ['imposed', imposed('DRR')],
    [
      'in breach',
      imposed('DRR').when({ do: 'record non-compliance', response: 'breach' }, on('2026-06-20', probation)).then(),
    ],
    ['completed', imposed('DRR').when({ do: 'complete requirement' }, on('2026-06-20', probation)).then()],
    [
      'revoked',
      imposed('DRR').when({ do: 'revoke requirement', reason: 'ill health' }, on('2026-06-20', crown)).then(),
    ],
  ])('reads %s', (word, { state }) => expect(status(state)).toBe(word));

  it('is run by the probation unit and the courts of its authority from the assessment on', () => {
    expect(runBy(given(treatmentRequirement).state, reference)).toEqual([]);
    expect(runBy(assessed('DRR').state, reference)).toEqual(['probation-liverpool', 'court-albion-crown']);
  });

  it('is run by a review court elsewhere too, once that is named', () =>
    expect(runBy(imposed('DRR', { ...community, reviewCourt: 'court-weaver-mags' }).state, reference)).toEqual([
      'probation-liverpool',
      'court-albion-crown',
      'court-weaver-mags',
    ]));

  it('is run by the courts that were there when it was assessed', () => {
    const closed = (to: string) => runBy(assessed('DRR').state, closing('court-albion-crown', to));
    expect(closed('2026-03-31')).toEqual(['probation-liverpool']);
    expect(closed('2026-04-30')).toEqual(['probation-liverpool', 'court-albion-crown']);
  });
});

describe('The story of what a court may impose, a provider test, and when a failure must be breach', () => {
  it('holds step by step', () => {
    const steps: readonly (readonly [said: object, command: Command, refused?: string])[] = [
      [on('2026-04-01', probation), { do: 'assess suitability', personId: KIM, kind: 'DRR', suitable: true }],
      [SENTENCED, community, 'NOT_WILLING'],
      [SENTENCED, { do: 'record willingness', willing: true }],
      [SENTENCED, { ...community, orderMonths: 40 }, 'ORDER_TOO_LONG'],
      [SENTENCED, { ...suspended, orderMonths: 18, months: 20 }, 'REQUIREMENT_LONGER_THAN_ORDER'],
      [SENTENCED, { ...suspended, months: 14, convicted: '2026-03-20' }, 'ORDER_TOO_LONG'],
      [SENTENCED, { ...suspended, months: 14, reviewCourt: undefined }, 'REVIEW_COURT_NEEDED'],
      [SENTENCED, { ...suspended, months: 14, intensive }],
      [
        on('2026-05-06', riverside),
        { do: 'record requirement test', results: { cocaine: 'negative', opiates: 'positive' } },
      ],
      [on('2026-05-08', crown), { do: 'schedule review', date: '2026-05-15' }],
      [on('2026-05-15', crown), { do: 'hold review', judge: 'Judge Amari', outcome: 'continue' }],
      [on('2026-05-15', crown), { do: 'schedule review', date: '2026-06-01' }, 'REVIEW_TOO_SOON'],
      [on('2026-05-15', crown), { do: 'schedule review', date: '2026-06-15' }],
      [on('2026-06-20', probation), { do: 'record non-compliance', response: 'warning', reason: 'missed two tests' }],
      [
        on('2026-09-01', probation),
        { do: 'record non-compliance', response: 'warning', reason: 'missed again' },
        'MUST_BE_BREACH',
      ],
      [on('2026-09-01', probation), { do: 'record non-compliance', response: 'breach', reason: 'missed again' }],
    ];
    let state = given(treatmentRequirement);
    for (const [said, command, refused] of steps) {
      const { decision, then } = state.when(command, said);
      expect({ command, code: 'refused' in decision ? decision.refused : undefined }).toEqual({
        command,
        code: refused,
      });
      state = then();
    }
  });
});

describe('A requirement’s steps', () => {
  const days = fc
    .integer({ min: 0, max: 60 })
    .map((day) => new Date(Date.UTC(2026, 3, 14 + day, 9)).toISOString().slice(0, 10));
  const opening = fc.constantFrom<Command>(
    { do: 'assess suitability', personId: KIM, kind: 'DRR', suitable: true },
    { do: 'record willingness', willing: true },
    { ...community, intensive },
  );
  const under = fc.oneof(
    fc.constant<Command>({ do: 'record willingness', willing: false }),
    days.map((date): Command => ({ do: 'schedule review', date })),
    fc
      .constantFrom('Judge Amari', 'Judge Bexley')
      .map((judge): Command => ({ do: 'hold review', judge, outcome: 'continue' })),
    fc.constant<Command>({ do: 'record requirement test', results: { opiates: 'negative' } }),
    fc.constantFrom('warning', 'breach').map((response): Command => ({ do: 'record non-compliance', response })),
    fc.constant<Command>({ do: 'impose sanction', kind: 'custody', days: 7 }),
    fc.constant<Command>({ do: 'amend requirement', months: 6, reason: 'on review' }),
  );
  const ending = fc.constantFrom<Command>(
    { do: 'complete requirement' },
    { do: 'revoke requirement', reason: 'ill health' },
  );
  const asked = (commands: fc.Arbitrary<Command>): fc.Arbitrary<Asked<Command>> =>
    fc.tuple(commands, days).map(([command, day]) => [command, on(day, crown)]);

  it('asked twice before it is imposed, happen once', () =>
    askedTwiceHappensOnce(treatmentRequirement, asked(opening), [
      'assess suitability',
      'record willingness',
      'impose requirement',
    ]));

  it('asked twice under it, happen once', () =>
    askedTwiceHappensOnce(
      { ...treatmentRequirement, initial: imposed('DRR', { ...community, intensive }).state },
      asked(fc.oneof({ weight: 6, arbitrary: under }, { weight: 1, arbitrary: ending })),
      [
        'record willingness',
        'schedule review',
        'hold review',
        'record requirement test',
        'record non-compliance',
        'impose sanction',
        'amend requirement',
        'revoke requirement',
        'complete requirement',
      ],
    ));
});
