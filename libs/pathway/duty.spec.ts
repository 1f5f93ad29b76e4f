import { type DutyStage, owedIn } from '#pathway/duty';
import { reference } from '#test/support/reference';

type Said = Readonly<Record<string, unknown>> & { readonly type: string };

/** What is owed after these facts, in a few words each: what, whose, by when. */
function owed(stage: DutyStage, ...said: readonly Said[]): readonly string[] {
  const history = said.map((fact, place) => ({
    id: `fact-${place + 1}`,
    fact: { occurredAt: `2026-03-0${place + 1}T10:00:00Z`, ...fact },
  }));
  return owedIn(stage, history as never, reference).map(
    ({ what, by, holder, at, since }) =>
      `${what} of ${holder === null ? by.join(' or ') : `who ${holder}`} ${at === null ? `since ${since}` : `by ${at}`}`,
  );
}

describe('In an arrest test', () => {
  const requested = { type: 'ArrestTestRequested', suite: 'custody-brunswick', regime: 'any' };
  const taken = { type: 'SampleTaken' };
  const result = (found: string) => ({ type: 'ArrestTestResultRecorded', results: { opiates: found } });
  const imposed = { type: 'RequiredAssessmentImposed', initial: '2026-03-09T14:00:00Z' };
  const attended = (followUpNeeded: boolean) => ({ type: 'AssessmentAttended', which: 'initial', followUpNeeded });

  it('the suite owes the sample, then its result, then nothing', () => {
    expect(owed('arrest-test', requested)).toEqual(['sample of custody-brunswick since 2026-03-01T10:00:00Z']);
    expect(owed('arrest-test', requested, taken)).toEqual(['result of custody-brunswick since 2026-03-02T10:00:00Z']);
    expect(owed('arrest-test', requested, taken, result('negative'))).toEqual([]);
    expect(owed('arrest-test', requested, { type: 'SampleRefused' })).toEqual([]);
  });

  it('the suite owes the laboratory’s answer to a dispute', () => {
    const disputed = [requested, taken, result('positive'), { type: 'ResultDisputed' }];
    expect(owed('arrest-test', ...disputed)).toEqual(['laboratory of custody-brunswick since 2026-03-04T10:00:00Z']);
    expect(owed('arrest-test', ...disputed, { type: 'LaboratoryResultRecorded', confirmed: true })).toEqual([]);
  });

  it('the service that was notified owes the initial assessment at its appointment, then a follow-up that is needed', () => {
    const positive = [requested, taken, result('positive'), imposed];
    expect(owed('arrest-test', ...positive)).toEqual(['required-assessment of who asked by 2026-03-09T14:00:00Z']);
    expect(owed('arrest-test', ...positive, attended(true))).toEqual([
      'follow-up of who asked since 2026-03-05T10:00:00Z',
    ]);
    expect(owed('arrest-test', ...positive, attended(false))).toEqual([]);
    expect(owed('arrest-test', ...positive, { type: 'AssessmentMissed', which: 'initial' })).toEqual([]);
  });

  it('nobody owes an assessment that ceased when the result was corrected', () => {
    const correction = {
      type: 'ArrestTestResultRecordedCorrected',
      corrects: 'fact-3',
      fact: { ...result('negative') },
    };
    expect(owed('arrest-test', requested, taken, result('positive'), imposed, correction)).toEqual([]);
  });
});

describe('In a referral to Liaison and Diversion', () => {
  const opened = { type: 'LiaisonReferralOpened', service: 'ld-quayside' };
  const screened = (fullAssessment: boolean) => ({ type: 'Screened', fullAssessment, needs: [] });
  const consent = (answer: string) => ({ type: 'ConsentRecorded', scope: 'assess', answer });

  it('whoever accepted it screens, assesses where that is wanted, and then says what comes of it', () => {
    expect(owed('liaison-referral', opened)).toEqual(['screening of who accepted since 2026-03-01T10:00:00Z']);
    expect(owed('liaison-referral', opened, screened(true))).toEqual([
      'assessment of who accepted since 2026-03-02T10:00:00Z',
    ]);
    expect(owed('liaison-referral', opened, screened(false))).toEqual([
      'outcome of who accepted since 2026-03-02T10:00:00Z',
    ]);
    expect(owed('liaison-referral', opened, screened(true), consent('given'), { type: 'Assessed' })).toEqual([
      'outcome of who accepted since 2026-03-04T10:00:00Z',
    ]);
  });

  it('nobody assesses whoever refused it', () => {
    expect(owed('liaison-referral', opened, screened(true), consent('refused'))).toEqual([
      'outcome of who accepted since 2026-03-02T10:00:00Z',
    ]);
  });

  it('of a notified test it is the service that was notified, and no more once it is referred onward or closed', () => {
    const notified = { ...opened, notification: { handover: 'h', test: 't' } };
    expect(owed('liaison-referral', notified)).toEqual(['screening of ld-quayside since 2026-03-01T10:00:00Z']);
    expect(owed('liaison-referral', notified, screened(false), { type: 'OnwardReferralMade' })).toEqual([]);
    const closed = { type: 'LiaisonReferralClosed', outcome: 'declined' };
    expect(owed('liaison-referral', notified, screened(true), closed)).toEqual([]);
    expect(owed('liaison-referral', notified, screened(true), closed, consent('given'))).toEqual([
      'assessment of ld-quayside since 2026-03-02T10:00:00Z',
    ]);
  });
});

describe('In a treatment requirement', () => {
  const suitable = (kind: string, isSuitable = true) => ({
    ...{ type: 'SuitabilityAssessed', personId: 'p', unit: 'probation-liverpool' },
    ...{ kind, suitable: isSuitable },
  });
  const imposed = (more: object = {}) => ({
    ...{ type: 'RequirementImposed', court: 'court-albion-crown', order: 'community', orderMonths: 24, months: 6 },
    ...{ convicted: '2026-02-20', sentenced: '2026-02-27', to: 'provider-riverside', ...more },
  });
  const scheduled = (date: string) => ({ type: 'ReviewScheduled', date });
  const held = (date: string) => ({ type: 'ReviewHeld', date, judge: 'Judge' });
  const completion = 'completion of probation-liverpool by 2026-08-27T23:00:00Z';

  it('the courts of the area owe a sentence while it would suit and the person has not said no', () => {
    expect(owed('treatment-requirement', suitable('DRR'))).toEqual([
      'sentence of court-albion-crown since 2026-03-01T10:00:00Z',
    ]);
    expect(owed('treatment-requirement', suitable('DRR'), { type: 'WillingnessExpressed' })).toHaveLength(1);
    expect(owed('treatment-requirement', suitable('DRR'), { type: 'WillingnessRefused' })).toEqual([]);
    expect(owed('treatment-requirement', suitable('DRR', false))).toEqual([]);
    expect(owed('treatment-requirement', suitable('ATR'), imposed())).toEqual([completion]);
  });

  it('a review that is fixed is the court’s on its day, with what probation and the provider say the day before', () => {
    expect(owed('treatment-requirement', suitable('DRR'), imposed(), scheduled('2026-04-10'))).toEqual([
      'review of court-albion-crown by 2026-04-10T23:00:00Z',
      'report of probation-liverpool by 2026-04-09T23:00:00Z',
      'view of who treats by 2026-04-09T23:00:00Z',
      completion,
    ]);
  });

  it('after a review the court named to review it fixes the next; without one nobody has to', () => {
    const reviewed = [scheduled('2026-04-10'), held('2026-04-10')];
    expect(owed('treatment-requirement', suitable('DRR'), imposed(), ...reviewed)).toEqual([completion]);
    const named = imposed({ reviewCourt: 'court-weaver-mags' });
    expect(owed('treatment-requirement', suitable('DRR'), named, ...reviewed)).toEqual([
      'review-date of court-weaver-mags since 2026-04-09T23:00:00Z',
      completion,
    ]);
    expect(owed('treatment-requirement', suitable('MHTR'), named)).toEqual([completion]);
  });

  it('nothing is owed once it has ended', () => {
    const over = { type: 'RequirementCompleted' };
    expect(owed('treatment-requirement', suitable('DRR'), imposed(), scheduled('2026-04-10'), over)).toEqual([]);
  });
});
