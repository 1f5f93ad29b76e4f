import { arrestTest, type ArrestTestFact, status } from '#pathway/arrest-test';
import { decideCorrection, fold, type Recorded } from '#pathway/corrections';
import {
  assessment,
  born,
  dispute,
  impose,
  laboratory,
  request,
  result,
  taken,
  tested,
} from '#test/support/arrest-tests';
import { given, givenWith } from '#test/support/stage';

describe('A required assessment', () => {
  const positive = tested(request, taken, result('positive'));
  const imposed = tested(request, taken, result('positive'), impose);

  it('is imposed after a positive result, disputed or not', () => {
    positive.when(impose).thenRecords({ type: 'RequiredAssessmentImposed', place: 'Riverside House' });
    positive.when(dispute).then().when(impose).thenRecords({ type: 'RequiredAssessmentImposed' });
  });

  it.each(['negative', 'void', 'not-stated'] as const)('is not imposed after a result that is %s', (found) =>
    tested(request, taken, result(found)).when(impose).thenRefused('NOT_POSITIVE'),
  );

  it('is not imposed once the laboratory did not confirm', () =>
    positive.when(laboratory(false)).then().when(impose).thenRefused('NOT_POSITIVE'));

  it('is imposed on nobody under 18', () => {
    const charged = { ...request, detention: 'charged', appropriateAdult: true } as const;
    const child = born('2010-01-01');
    const charge = given(arrestTest).when(charged, child).then().when(taken).then().when(result('positive')).then();
    charge.when(impose, child).thenRefused('TOO_YOUNG_FOR_ASSESSMENT');
  });

  it('is imposed before release from detention', () => {
    positive.when({ ...impose, detained: true }).thenRecords({ type: 'RequiredAssessmentImposed', detained: true });
    positive.when({ ...impose, detained: false }).thenRefused('RELEASED_FROM_DETENTION', 'detained');
  });

  it('is imposed once, for a time still to come', () => {
    imposed.when(impose).thenRefused('ALREADY_IMPOSED');
    positive.when({ ...impose, initial: '2026-03-02T21:00:00Z' }).thenRefused('APPOINTMENT_IN_PAST', 'initial');
  });

  it('is attended or missed once', () => {
    imposed
      .when({ ...assessment('initial', true, true), outcome: 'advice' })
      .thenRecords({ type: 'AssessmentAttended', which: 'initial', outcome: 'advice', followUpNeeded: true });
    imposed.when(assessment('initial', false)).thenRecords({ type: 'AssessmentMissed', which: 'initial' });
    const attended = imposed.when(assessment('initial', true)).then();
    attended.when(assessment('initial', false)).thenRefused('ASSESSMENT_ALREADY_RECORDED');
    const followed = attended.when(assessment('follow-up', true)).then();
    followed.when(assessment('follow-up', false)).thenRefused('ASSESSMENT_ALREADY_RECORDED');
  });

  it('was imposed before it is attended', () =>
    positive.when(assessment('initial', true)).thenRefused('NO_REQUIRED_ASSESSMENT'));

  it('has a follow-up only after the initial one', () =>
    imposed.when(assessment('follow-up', true)).thenRefused('INITIAL_ASSESSMENT_FIRST'));

  it('has no follow-up where the initial one was missed', () =>
    imposed
      .when(assessment('initial', false))
      .then()
      .when(assessment('follow-up', true))
      .thenRefused('FOLLOW_UP_ENDED'));

  it('has no follow-up where the initial one found it not needed', () =>
    imposed
      .when(assessment('initial', true, false))
      .then()
      .when(assessment('follow-up', true))
      .thenRefused('FOLLOW_UP_ENDED'));

  it('ceases when the laboratory does not confirm, and stands when it does', () => {
    imposed.when(laboratory(false)).then().when(assessment('initial', false)).thenRefused('ASSESSMENT_CEASED');
    imposed.when(laboratory(true)).then().when(assessment('initial', true)).thenRecords({ type: 'AssessmentAttended' });
  });
});

describe('A wrong result', () => {
  const steps = [request, taken, result('positive'), impose];
  const history = steps.reduce<readonly Recorded<ArrestTestFact>[]>((recorded, step) => {
    const facts = arrestTest.decide(step, fold(arrestTest, recorded), givenWith({})) as readonly ArrestTestFact[];
    return [...recorded, ...facts.map((fact, index) => ({ id: `e${recorded.length + index}`, fact }))];
  }, []);

  it('that is corrected to negative takes the required assessment away', () => {
    const correction = { do: 'correct', corrects: 'e2', why: 'read the wrong line', as: result('negative') } as const;
    const decision = decideCorrection(arrestTest, history, correction, givenWith({ now: '2026-03-02T23:00:00Z' }));
    expect(decision).toMatchObject([
      { type: 'ArrestTestResultRecordedCorrected', corrects: 'e2', fact: { occurredAt: '2026-03-02T22:00:00Z' } },
    ]);
    const corrected = fold(arrestTest, [...history, { id: 'e9', fact: (decision as readonly [never])[0] }]);
    expect(status(corrected)).toBe('negative');
    expect(arrestTest.decide(assessment('initial', true), corrected, givenWith({}))).toEqual({
      refused: 'ASSESSMENT_CEASED',
    });
  });
});
