import { decideCorrection } from '#pathway/corrections';
import { isRefusal } from '#pathway/decider';
import { treatmentRequirement } from '#pathway/treatment-requirement';
import type { TreatmentRequirementCommand as Command } from '#pathway/treatment-requirement';
import {
  SENTENCED,
  assessed,
  community,
  crown,
  imposed,
  intensive,
  KIM,
  magistrates,
  on,
  probation,
  willing,
} from '#test/support/requirement';
import { given, givenWith } from '#test/support/stage';
import fc from 'fast-check';

describe('Before a requirement is imposed', () => {
  it('probation assesses whether it would suit', () =>
    given(treatmentRequirement)
      .when({ do: 'assess suitability', personId: KIM, kind: 'DRR', suitable: true }, on('2026-04-01', probation))
      .thenRecords({ type: 'SuitabilityAssessed', personId: KIM, kind: 'DRR', unit: 'probation-liverpool' }));

  it('the court hears nobody’s willingness who was not assessed', () =>
    given(treatmentRequirement)
      .when({ do: 'record willingness', willing: true }, SENTENCED)
      .thenRefused('NOT_ASSESSED'));

  it('nothing is imposed without willingness', () =>
    assessed('DRR').when(community, SENTENCED).thenRefused('NOT_WILLING'));

  it('nothing is imposed on somebody who refused', () =>
    assessed('DRR')
      .when({ do: 'record willingness', willing: false }, SENTENCED)
      .then()
      .when(community, SENTENCED)
      .thenRefused('NOT_WILLING'));

  it('who refused may change their mind', () =>
    assessed('DRR')
      .when({ do: 'record willingness', willing: false }, on('2026-04-10', crown))
      .then()
      .when({ do: 'record willingness', willing: true }, SENTENCED)
      .then()
      .when(community, SENTENCED)
      .thenRecords({ type: 'RequirementImposed' }));

  it('nothing is imposed that would not suit, until it is assessed again', () => {
    const unsuitable = assessed('DRR', false).when({ do: 'record willingness', willing: true }, SENTENCED).then();
    unsuitable.when(community, SENTENCED).thenRefused('NOT_SUITABLE');
    unsuitable
      .when({ do: 'assess suitability', personId: KIM, kind: 'DRR', suitable: true }, on('2026-04-13', probation))
      .then()
      .when(community, SENTENCED)
      .thenRecords({ type: 'RequirementImposed' });
  });

  it('who and which kind need no saying when it is assessed again, and must be said at first', () => {
    assessed('DRR', false)
      .when({ do: 'assess suitability', suitable: true }, on('2026-04-02', probation))
      .thenRecords({ type: 'SuitabilityAssessed', personId: KIM, kind: 'DRR', suitable: true });
    given(treatmentRequirement)
      .when({ do: 'assess suitability', suitable: true }, on('2026-04-02', probation))
      .thenRefused('NOBODY_NAMED');
  });

  it('another kind is another assessment', () =>
    assessed('DRR')
      .when({ do: 'assess suitability', personId: KIM, kind: 'ATR', suitable: true }, on('2026-04-02', probation))
      .thenRefused('ANOTHER_ASSESSMENT', 'kind'));

  it.each<Command>([
    { do: 'schedule review', date: '2026-05-15' },
    { do: 'record requirement test', results: { cocaine: 'negative' } },
    { do: 'record non-compliance', response: 'warning' },
    { do: 'revoke requirement', reason: 'sentenced elsewhere' },
    { do: 'complete requirement' },
  ])('nothing happens under it: $do', (command) => willing('DRR').when(command, SENTENCED).thenRefused('NOT_IMPOSED'));
});

describe('Imposing a requirement', () => {
  it('records the court, the order and the provider', () => {
    const { do: _do, ...fields } = community;
    willing('DRR')
      .when(community, SENTENCED)
      .thenRecords({ ...fields, type: 'RequirementImposed', court: 'court-albion-crown' });
  });

  it('happens once', () => imposed('DRR').when(community, on('2026-04-15', crown)).thenRefused('ALREADY_IMPOSED'));

  it.each([
    ['a community order of 36 months', { orderMonths: 36 }],
    [
      'a suspended sentence of 24 months for a conviction on 21 March 2026',
      { order: 'suspended', convicted: '2026-03-21' },
    ],
    [
      'a suspended sentence of 36 months for a conviction on 22 March 2026',
      { order: 'suspended', orderMonths: 36, convicted: '2026-03-22' },
    ],
    ['a requirement as long as its order', { orderMonths: 12, months: 12 }],
    ['a sentence on the day of conviction', { convicted: '2026-04-14' }],
  ] as const)('allows %s', (_, change) =>
    willing('ATR')
      .when({ ...community, ...change }, SENTENCED)
      .thenRecords({ type: 'RequirementImposed', ...change }),
  );

  it.each([
    ['a community order of 37 months', { orderMonths: 37 }, 'ORDER_TOO_LONG', 'orderMonths'],
    [
      'a suspended sentence of 25 months for a conviction on 21 March 2026',
      { order: 'suspended', orderMonths: 25, convicted: '2026-03-21' },
      'ORDER_TOO_LONG',
      'orderMonths',
    ],
    [
      'a suspended sentence of 37 months for a conviction on 22 March 2026',
      { order: 'suspended', orderMonths: 37, convicted: '2026-03-22' },
      'ORDER_TOO_LONG',
      'orderMonths',
    ],
    ['a requirement longer than its order', { orderMonths: 11 }, 'REQUIREMENT_LONGER_THAN_ORDER', 'months'],
    ['part of a month', { months: 1.5 }, 'MONTHS_NOT_WHOLE', 'months'],
    ['an order of no length', { orderMonths: 0 }, 'MONTHS_NOT_WHOLE', 'orderMonths'],
    ['a sentence before the conviction', { convicted: '2026-04-15' }, 'SENTENCED_BEFORE_CONVICTED', 'sentenced'],
    ['a sentence tomorrow', { sentenced: '2026-04-15' }, 'SENTENCED_IN_FUTURE', 'sentenced'],
    ['a provider that is a court', { to: 'court-albion-crown' }, 'UNKNOWN_PROVIDER', 'to'],
    ['a provider that nobody knows', { to: 'provider-nowhere' }, 'UNKNOWN_PROVIDER', 'to'],
    ['a review court that is none', { reviewCourt: 'provider-riverside' }, 'UNKNOWN_COURT', 'reviewCourt'],
    [
      'a review court without intensive supervision',
      { reviewCourt: 'court-weaver-mags', intensive },
      'NOT_INTENSIVE_COURT',
      'intensive',
    ],
  ] as const)('refuses %s', (_, change, code, field) =>
    willing('ATR')
      .when({ ...community, ...change }, SENTENCED)
      .thenRefused(code, field),
  );

  it('needs a review court for drug rehabilitation above 12 months, not at 12', () => {
    willing('DRR')
      .when({ ...community, months: 13 }, SENTENCED)
      .thenRefused('REVIEW_COURT_NEEDED', 'reviewCourt');
    willing('DRR')
      .when({ ...community, months: 12 }, SENTENCED)
      .thenRecords({ type: 'RequirementImposed' });
    willing('MHTR')
      .when({ ...community, months: 13 }, SENTENCED)
      .thenRecords({ type: 'RequirementImposed' });
    willing('DRR')
      .when({ ...community, months: 13, reviewCourt: 'court-weaver-mags' }, SENTENCED)
      .thenRecords({ type: 'RequirementImposed', reviewCourt: 'court-weaver-mags' });
  });

  it('puts nobody under intensive supervision at a court that does not sit so', () =>
    willing('DRR')
      .when({ ...community, intensive }, on('2026-04-14', magistrates))
      .thenRefused('NOT_INTENSIVE_COURT', 'intensive'));

  it('never lets an order pass the limit of its conviction date', () =>
    fc.assert(
      fc.property(
        fc.constantFrom('community', 'suspended'),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 31 }),
        (order, orderMonths, months, day) => {
          const convicted = `2026-03-${String(day).padStart(2, '0')}`;
          const limit = order === 'suspended' && day < 22 ? 24 : 36;
          const { decision } = willing('ATR').when({ ...community, order, orderMonths, months, convicted }, SENTENCED);
          expect(Array.isArray(decision)).toBe(orderMonths <= limit && months <= orderMonths);
        },
      ),
    ));

  it('stays the court’s that imposed it when another court corrects it', () => {
    const { decision } = willing('ATR').when(community, SENTENCED);
    const history = isRefusal(decision) ? [] : decision.map((fact) => ({ id: 'R1', fact }));
    const before = { ...treatmentRequirement, initial: willing('ATR').state };
    const correct = {
      do: 'correct',
      corrects: 'R1',
      why: 'misheard',
      as: { do: 'impose requirement', months: 9 },
    } as const;
    expect(decideCorrection(before, history, correct, givenWith(on('2026-04-15', magistrates)))).toMatchObject([
      { type: 'RequirementImposedCorrected', fact: { months: 9, orderMonths: 24, court: 'court-albion-crown' } },
    ]);
  });
});
