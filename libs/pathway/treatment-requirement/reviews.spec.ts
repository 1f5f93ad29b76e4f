import type { GivenRequirement, TreatmentRequirementCommand as Command } from '#pathway/treatment-requirement';
import { SENTENCED, community, crown, imposed, intensive, on, riverside } from '#test/support/requirement';

describe('Reviews by the court', () => {
  const review = (date: string): Command => ({ do: 'schedule review', date });
  const hold = (judge = 'Judge Amari'): Command => ({ do: 'hold review', judge, outcome: 'continue' });

  it('are held under drug rehabilitation and under intensive supervision, and nowhere else', () => {
    imposed('DRR').when(review('2026-05-15'), SENTENCED).thenRecords({ type: 'ReviewScheduled', date: '2026-05-15' });
    imposed('ATR', { ...community, intensive })
      .when(review('2026-05-15'), SENTENCED)
      .thenRecords({ type: 'ReviewScheduled' });
    imposed('ATR').when(review('2026-05-15'), SENTENCED).thenRefused('NOT_REVIEWED');
    imposed('MHTR').when(hold(), SENTENCED).thenRefused('NOT_REVIEWED');
  });

  it('are first whenever the court likes, but not in the past', () => {
    imposed('DRR').when(review('2026-04-20'), on('2026-04-20', crown)).thenRecords({ type: 'ReviewScheduled' });
    imposed('DRR').when(review('2026-04-19'), on('2026-04-20', crown)).thenRefused('REVIEW_IN_PAST', 'date');
  });

  it('come at least a calendar month after the last one held', () => {
    const held = imposed('DRR').when(hold(), on('2026-05-15', crown)).then();
    held.when(review('2026-06-14'), on('2026-05-15', crown)).thenRefused('REVIEW_TOO_SOON', 'date');
    held.when(review('2026-06-15'), on('2026-05-15', crown)).thenRecords({ type: 'ReviewScheduled' });
    held.when(hold(), on('2026-06-14', crown)).thenRefused('REVIEW_TOO_SOON', 'occurredAt');
    held.when(hold(), on('2026-06-15', crown)).thenRecords({ type: 'ReviewHeld', date: '2026-06-15' });
  });

  it('count a month from the 31st as ending on the last of a shorter month', () => {
    const held = imposed('DRR').when(hold(), on('2026-05-31', crown)).then();
    held.when(review('2026-06-29'), on('2026-05-31', crown)).thenRefused('REVIEW_TOO_SOON');
    held.when(review('2026-06-30'), on('2026-05-31', crown)).thenRecords({ type: 'ReviewScheduled' });
  });

  it('come at least a calendar month after the last one scheduled', () => {
    const scheduled = imposed('DRR').when(review('2026-05-15'), SENTENCED).then();
    scheduled.when(review('2026-06-01'), SENTENCED).thenRefused('REVIEW_TOO_SOON', 'date');
    scheduled.when(review('2026-06-15'), SENTENCED).thenRecords({ type: 'ReviewScheduled' });
    scheduled.when(hold(), on('2026-05-15', crown)).thenRecords({ type: 'ReviewHeld' });
  });

  it('may be closer together under intensive supervision of another kind of requirement, but not on one day', () => {
    const held = imposed('ATR', { ...community, intensive })
      .when(hold(), on('2026-05-15', crown))
      .then();
    held.when(review('2026-05-29'), on('2026-05-15', crown)).thenRecords({ type: 'ReviewScheduled' });
    held.when(hold('Judge Bexley'), on('2026-05-15', crown)).thenRefused('REVIEW_OUT_OF_ORDER', 'occurredAt');
  });

  it('bring the tests since the last review with them', () => {
    const test = (opiates: 'positive' | 'negative'): Command => ({
      do: 'record requirement test',
      results: { opiates },
    });
    const first = imposed('DRR')
      .when(test('positive'), on('2026-05-06', riverside))
      .then()
      .when(hold(), on('2026-05-15', crown));
    first.thenRecords({ type: 'ReviewHeld', tests: [{ takenOn: '2026-05-06', results: { opiates: 'positive' } }] });
    first
      .then()
      .when(test('negative'), on('2026-06-01', riverside))
      .then()
      .when(hold(), on('2026-06-15', crown))
      .thenRecords({ type: 'ReviewHeld', tests: [{ takenOn: '2026-06-01', results: { opiates: 'negative' } }] });
  });

  it('leave a test taken after the hearing to the next one', () => {
    const late = imposed('DRR')
      .when({ do: 'record requirement test', results: { opiates: 'void' } }, on('2026-05-16', riverside))
      .then()
      .when(hold(), on('2026-05-15', crown));
    late.thenRecords({ type: 'ReviewHeld', tests: [] });
    late
      .then()
      .when(hold(), on('2026-06-15', crown))
      .thenRecords({ type: 'ReviewHeld', tests: [{ takenOn: '2026-05-16', results: { opiates: 'void' } }] });
  });

  it('bring the provider’s view as it stood on the day', () => {
    const said: Partial<GivenRequirement> = {
      ...on('2026-05-15', crown),
      providerViews: [
        { on: '2026-05-14', summary: 'engaging well' },
        { on: '2026-05-02', summary: 'slow to engage' },
        { on: '2026-05-16', summary: 'said later' },
      ],
    };
    imposed('DRR')
      .when(hold(), said)
      .thenRecords({ type: 'ReviewHeld', providerView: { on: '2026-05-14', summary: 'engaging well' } });
  });

  it('flag a judge who did not sit before, under intensive supervision only', () => {
    const kept = imposed('DRR', { ...community, intensive });
    kept
      .when(hold(' judge  AMARI '), on('2026-05-15', crown))
      .thenRecords({ type: 'ReviewHeld', differentJudge: false });
    const changed = kept.when(hold('Judge Bexley'), on('2026-05-15', crown));
    changed.thenRecords({ type: 'ReviewHeld', differentJudge: true });
    changed
      .then()
      .when(hold('Judge Bexley'), on('2026-06-15', crown))
      .thenRecords({ type: 'ReviewHeld', differentJudge: false });
    const elsewhere = imposed('DRR').when(hold('Judge Amari'), on('2026-05-15', crown)).then();
    elsewhere
      .when(hold('Judge Bexley'), on('2026-06-15', crown))
      .thenRecords({ type: 'ReviewHeld', differentJudge: false });
  });
});

describe('Tests under a requirement', () => {
  const test: Command = { do: 'record requirement test', results: { cocaine: 'negative', opiates: 'positive' } };

  it('are recorded under drug rehabilitation, and under intensive supervision of any kind', () => {
    imposed('DRR').when(test, on('2026-05-06', riverside)).thenRecords({ type: 'RequirementTestRecorded' });
    imposed('ATR', { ...community, intensive })
      .when(test, on('2026-05-06', riverside))
      .thenRecords({ type: 'RequirementTestRecorded' });
  });

  it.each(['ATR', 'MHTR'] as const)('are refused under an %s without it', (kind) =>
    imposed(kind).when(test, on('2026-05-06', riverside)).thenRefused('NOT_TESTED'),
  );

  it('are recorded by the provider that the court sent the person on to, and by no other', () => {
    const northgate = { organisation: 'provider-northgate', kind: 'treatment-provider' } as const;
    const heldBy = (handedTo: string): Partial<GivenRequirement> => ({ ...on('2026-05-06', northgate), handedTo });
    imposed('DRR').when(test, heldBy('provider-northgate')).thenRecords({ type: 'RequirementTestRecorded' });
    imposed('DRR').when(test, heldBy('provider-riverside')).thenRefused('NOT_THE_PROVIDER');
  });

  it('are of substances, under their names here or those of a test on arrest', () => {
    const of = (substance: string): Command => ({ ...test, results: { [substance]: 'positive' } });
    const recorded = { type: 'RequirementTestRecorded' } as const;
    imposed('DRR').when(of('opiate'), on('2026-05-06', riverside)).thenRecords(recorded);
    imposed('DRR').when(of('opiates'), on('2026-05-06', riverside)).thenRecords(recorded);
    imposed('DRR').when(of('sugar'), on('2026-05-06', riverside)).thenRefused('UNKNOWN_SUBSTANCE', 'results');
  });

  it('are not earlier than the sentence', () =>
    imposed('DRR').when(test, on('2026-04-13', riverside)).thenRefused('BEFORE_SENTENCE', 'occurredAt'));
});
