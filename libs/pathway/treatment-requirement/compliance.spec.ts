import { decideCorrection, fold } from '#pathway/corrections';
import { isRefusal } from '#pathway/decider';
import { status, treatmentRequirement } from '#pathway/treatment-requirement';
import type { TreatmentRequirementCommand as Command } from '#pathway/treatment-requirement';
import {
  SENTENCED,
  community,
  crown,
  imposed,
  intensive,
  KIM,
  magistrates,
  on,
  probation,
} from '#test/support/requirement';
import { given, givenWith } from '#test/support/stage';

describe('Failing to comply', () => {
  const fail = (response: 'warning' | 'breach'): Command => ({
    do: 'record non-compliance',
    response,
    reason: 'missed tests',
  });
  const warned = imposed('DRR').when(fail('warning'), on('2026-06-20', probation)).then();

  it('may first be met with a warning, or with breach at once', () => {
    imposed('DRR')
      .when(fail('warning'), on('2026-06-20', probation))
      .thenRecords({ type: 'NonComplianceRecorded', response: 'warning' }, { type: 'WarningGiven' });
    imposed('DRR')
      .when(fail('breach'), on('2026-06-20', probation))
      .thenRecords({ type: 'NonComplianceRecorded', response: 'breach' }, { type: 'BreachStarted' });
  });

  it('must be breach within 12 months of a warning, the same date a year later included', () => {
    warned.when(fail('warning'), on('2026-09-01', probation)).thenRefused('MUST_BE_BREACH', 'response');
    warned.when(fail('warning'), on('2027-06-20', probation)).thenRefused('MUST_BE_BREACH', 'response');
    warned
      .when(fail('breach'), on('2027-06-20', probation))
      .thenRecords({ type: 'NonComplianceRecorded' }, { type: 'BreachStarted' });
  });

  it('may be met with a warning again from the day after', () =>
    warned
      .when(fail('warning'), on('2027-06-21', probation))
      .thenRecords({ type: 'NonComplianceRecorded' }, { type: 'WarningGiven' }));

  it('is judged by when it happened: a failure before the warning was not after one', () =>
    warned
      .when(fail('warning'), on('2026-06-19', probation))
      .thenRecords({ type: 'NonComplianceRecorded' }, { type: 'WarningGiven' }));

  it('is not declining a treatment reasonably', () =>
    imposed('DRR')
      .when(
        { do: 'record non-compliance', response: 'warning', declinedTreatmentReasonably: true },
        on('2026-06-20', probation),
      )
      .thenRefused('NOT_A_FAILURE'));

  it('corrected from warning to breach, no longer binds what follows', () => {
    const steps: readonly [Command, object][] = [
      [{ do: 'assess suitability', personId: KIM, kind: 'DRR', suitable: true }, on('2026-04-01', probation)],
      [{ do: 'record willingness', willing: true }, SENTENCED],
      [community, SENTENCED],
      [fail('warning'), on('2026-06-20', probation)],
    ];
    let state = given(treatmentRequirement);
    const history = steps.flatMap(([command, said], step) => {
      const { decision, then } = state.when(command, said);
      state = then();
      return isRefusal(decision) ? [] : decision.map((fact, index) => ({ id: `${step}.${index}`, fact }));
    });
    const correction = decideCorrection(
      treatmentRequirement,
      history,
      { do: 'correct', corrects: '3.0', why: 'keyed wrongly', as: { do: 'record non-compliance', response: 'breach' } },
      givenWith({ ...on('2026-06-22', probation) }),
    );
    expect(correction).toMatchObject([
      { type: 'NonComplianceRecordedCorrected', fact: { response: 'breach', reason: 'missed tests' } },
    ]);
    const corrected = isRefusal(correction) ? [] : correction.map((fact) => ({ id: '4.0', fact }));
    const after = fold(treatmentRequirement, [...history, ...corrected]);
    expect(after.warnings).toEqual([]);
    expect(status(after)).toBe('in breach');
  });
});

describe('Sanctions', () => {
  const custody = (days: number): Command => ({ do: 'impose sanction', kind: 'custody', days });
  const supervised = imposed('DRR', { ...community, intensive });

  it('are an intensive supervision court’s alone', () => {
    imposed('DRR').when(custody(7), on('2026-06-20', crown)).thenRefused('NOT_INTENSIVE');
    supervised.when(custody(7), on('2026-06-20', magistrates)).thenRefused('NOT_INTENSIVE_COURT');
    supervised
      .when(custody(7), on('2026-06-20', crown))
      .thenRecords({ type: 'SanctionImposed', kind: 'custody', days: 7 });
  });

  it.each([
    [28, true],
    [1, true],
    [29, false],
    [0, false],
    [2.5, false],
  ])('of %d days of custody: allowed %s', (days, allowed) =>
    expect(Array.isArray(supervised.when(custody(days), on('2026-06-20', crown)).decision)).toBe(allowed),
  );

  it('are custody three times at most; others stay open', () => {
    const thrice = ['2026-06-20', '2026-07-20', '2026-08-20'].reduce(
      (state, date) => state.when(custody(7), on(date, crown)).then(),
      supervised,
    );
    thrice.when(custody(7), on('2026-09-20', crown)).thenRefused('SANCTIONS_USED_UP');
    thrice
      .when({ do: 'impose sanction', kind: 'other', days: 0 }, on('2026-09-20', crown))
      .thenRecords({ type: 'SanctionImposed' });
  });
});
