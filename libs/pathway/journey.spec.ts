import { mayAsk, mayOpen, next } from '#pathway/journey';
import type { Requested } from '#pathway/handover/state';
import { reference } from '#test/support/reference';
import { Pathway } from '#test/support/pathway';

const personId = '7b0d1e0a-5c8e-4f6b-9a67-0f6c3f1d2a01';
const test = ['arrest-test', 'T1'] as const;
const referral = ['liaison-referral', 'L1'] as const;
const requirement = ['treatment-requirement', 'R1'] as const;
const release = ['prison-release', 'P1'] as const;
const treatment = ['treatment', 'X1'] as const;
const handoverBy = (event: string) => ['handover', `by-${event}`] as const;

const positive = { cocaine: 'positive', opiates: 'negative' };
const negative = { cocaine: 'negative', opiates: 'negative' };

/** A test on arrest at Brunswick Dock with these results; answers the event of the result. */
function tested(play: Pathway, results: object): string {
  play.take('custody-brunswick', '2026-03-02T21:40:00Z', test, {
    do: 'request test',
    personId,
    detention: 'arrested',
    custodyRecord: 'C/9000001/26',
    ground: 'trigger',
    offence: 'TA68-1',
  });
  play.take('custody-brunswick', '2026-03-02T21:55:00Z', test, { do: 'record sample', sample: 'taken' });
  const [result = ''] = play.take('custody-brunswick', '2026-03-02T22:05:00Z', test, { do: 'record result', results });
  return result;
}

function referred(play: Pathway): string {
  const command = { do: 'refer to liaison', personId, point: 'magistrates-court' };
  const [opened = ''] = play.take('court-weaver-mags', '2026-04-02T08:00:00Z', referral, command);
  return opened;
}

function imposed(play: Pathway): string {
  const at = '2026-04-14T10:00:00Z';
  play.take('probation-liverpool', at, requirement, {
    do: 'assess suitability',
    personId,
    kind: 'ATR',
    suitable: true,
  });
  play.take('court-albion-crown', at, requirement, { do: 'record willingness', willing: true });
  const [event = ''] = play.take('court-albion-crown', at, requirement, {
    do: 'impose requirement',
    order: 'community',
    orderMonths: 12,
    months: 6,
    convicted: '2026-04-01',
    sentenced: '2026-04-14',
    to: 'provider-riverside',
  });
  return event;
}

function planned(play: Pathway, residence?: string): void {
  play.take('prison-brookvale', '2026-05-04T09:00:00Z', release, {
    do: 'plan release',
    personId,
    prison: 'prison-brookvale',
    expected: '2026-06-05',
    inTreatment: true,
    substances: ['opiate'],
    residence,
  });
}

const start = {
  do: 'start treatment',
  personId,
  triaged: '2026-03-10',
  interventions: ['psychosocial'],
  substances: ['crack'],
};

describe('A positive test on arrest', () => {
  it('notifies the service that the suite names, at once', () => {
    const play = new Pathway();
    const result = tested(play, positive);
    expect(play.handover(result)).toMatchObject({
      status: 'requested',
      purpose: 'notification',
      sender: 'custody-brunswick',
      receiver: 'ld-quayside',
      requestedAt: '2026-03-02T22:05:00Z',
      openedBy: { stage: 'arrest-test', instance: 'T1', event: result },
      area: 'E08000012',
    });
  });

  it('notifies the service that serves the suite’s authority where the suite names none', () => {
    const unnamed = reference.organisations.map((one) => ({ ...one, liaison: undefined }));
    const play = new Pathway();
    const id = tested(play, positive);
    const history = play.streams.get('arrest-test-T1') ?? [];
    const told = { fact: history.at(-1)?.fact as never, id, stage: 'arrest-test', instance: 'T1', personId } as const;
    const context = { reference: { ...reference, organisations: unnamed }, history, area: 'not-known', opened: [] };
    const [step] = next({ ...told, organisation: 'custody-brunswick' }, context);
    expect(step?.command).toMatchObject({ receiver: 'ld-quayside', area: 'not-known' });
  });

  it('is nobody’s business where it is negative', () => {
    const play = new Pathway();
    expect(play.handover(tested(play, negative))).toEqual({ status: 'not requested' });
  });

  it('withdraws its notification where the laboratory does not confirm it', () => {
    const play = new Pathway();
    const result = tested(play, positive);
    play.take('custody-brunswick', '2026-03-03T10:00:00Z', test, { do: 'record laboratory result', confirmed: false });
    expect(play.handover(result)).toMatchObject({ status: 'withdrawn' });
  });

  it('leaves a notification that was accepted, and its referral, as they stand', () => {
    const play = new Pathway();
    const result = tested(play, positive);
    play.take('ld-quayside', '2026-03-03T09:00:00Z', handoverBy(result), { do: 'accept' });
    play.take('custody-brunswick', '2026-03-03T10:00:00Z', test, { do: 'record laboratory result', confirmed: false });
    expect(play.handover(result)).toMatchObject({ status: 'accepted' });
  });

  it('withdraws its notification where the result is corrected, and notifies again where that was the mistake', () => {
    const play = new Pathway();
    const result = tested(play, positive);
    const correct = (at: string, results: object) =>
      play.take('custody-brunswick', at, test, {
        do: 'correct',
        corrects: result,
        why: 'Two samples were swapped.',
        as: { do: 'record result', results },
      });
    correct('2026-03-03T08:00:00Z', negative);
    expect(play.handover(result)).toMatchObject({ status: 'withdrawn' });
    const [again = ''] = correct('2026-03-03T09:00:00Z', positive);
    expect(play.handover(again)).toMatchObject({ status: 'requested', requestedAt: '2026-03-03T09:00:00Z' });
    expect(play.types('handover', `by-${result}`)).toEqual(['HandoverRequested', 'HandoverWithdrawn']);
  });

  it('opens the referral, once its notification is accepted, and no handover besides', () => {
    const play = new Pathway();
    const result = tested(play, positive);
    const [accepted = ''] = play.take('ld-quayside', '2026-03-03T09:15:00Z', handoverBy(result), { do: 'accept' });
    const [opened] = play.streams.get(`liaison-referral-by-${accepted}`) ?? [];
    expect(opened?.fact).toMatchObject({
      type: 'LiaisonReferralOpened',
      point: 'police-custody',
      referrer: 'custody-brunswick',
      service: 'ld-quayside',
      notification: { handover: `by-${result}`, test: 'T1' },
    });
    expect(play.handover(opened?.id ?? '')).toEqual({ status: 'not requested' });
  });

  it('opens the referral for the service it was reassigned to', () => {
    const play = new Pathway();
    const result = tested(play, positive);
    const elsewhere = { do: 'reassign', to: 'ld-weaver', reason: 'Lives in Manchester.' };
    play.take('custody-brunswick', '2026-03-03T09:00:00Z', handoverBy(result), elsewhere);
    const [accepted = ''] = play.take('ld-weaver', '2026-03-03T09:15:00Z', handoverBy(result), { do: 'accept' });
    expect(play.streams.get(`liaison-referral-by-${accepted}`)?.[0]?.fact).toMatchObject({ service: 'ld-weaver' });
  });
});

describe('A referral to Liaison and Diversion', () => {
  it('is a notification from whoever referred', () => {
    const play = new Pathway();
    const opened = referred(play);
    expect(play.handover(opened)).toMatchObject({
      purpose: 'notification',
      sender: 'court-weaver-mags',
      receiver: 'ld-weaver',
      status: 'requested',
    });
  });

  it('is accepted by the first step that L&D itself records on it', () => {
    const play = new Pathway();
    const opened = referred(play);
    const consent = { do: 'record consent', scope: 'share-health', answer: 'given' };
    play.take('ld-weaver', '2026-04-02T13:30:00Z', referral, consent);
    expect(play.handover(opened)).toMatchObject({ status: 'accepted', acceptedAt: '2026-04-02T13:30:00Z' });
    play.take('ld-weaver', '2026-04-02T13:40:00Z', referral, { ...consent, scope: 'assess' });
    expect(play.types('handover', `by-${opened}`)).toEqual(['HandoverRequested', 'HandoverAccepted']);
  });

  it('is not accepted by what anybody else records on it', () => {
    const play = new Pathway();
    const opened = referred(play);
    const close = { do: 'close referral', outcome: 'uncontactable' };
    play.take('court-weaver-mags', '2026-04-02T13:30:00Z', referral, close);
    expect(play.handover(opened)).toMatchObject({ status: 'requested', acceptedAt: undefined });
  });

  it('hands the person on to a provider', () => {
    const play = new Pathway();
    referred(play);
    play.take('ld-weaver', '2026-04-02T13:30:00Z', referral, {
      do: 'record consent',
      scope: 'share-health',
      answer: 'given',
    });
    const onward = { do: 'refer onward', to: 'provider-northgate', service: 'structured treatment' };
    const [made = ''] = play.take('ld-weaver', '2026-04-02T14:00:00Z', referral, onward);
    expect(play.handover(made)).toMatchObject({
      purpose: 'onward-referral',
      sender: 'ld-weaver',
      receiver: 'provider-northgate',
      requestedAt: '2026-04-02T14:00:00Z',
    });
    const correct = {
      do: 'correct',
      corrects: made,
      why: 'The wrong provider.',
      as: { do: 'refer onward', to: 'provider-riverside' },
    };
    play.take('ld-weaver', '2026-04-02T15:00:00Z', referral, correct);
    expect(play.handover(made)).toMatchObject({ receiver: 'provider-riverside', requestedAt: '2026-04-02T15:00:00Z' });
  });
});

describe('An imposed requirement', () => {
  it('hands the person from the court to the provider, with a copy to the probation unit', () => {
    const play = new Pathway();
    expect(play.handover(imposed(play))).toMatchObject({
      purpose: 'requirement',
      sender: 'court-albion-crown',
      receiver: 'provider-riverside',
      sentenced: '2026-04-14',
      copiedTo: ['probation-liverpool'],
    });
  });

  it('goes to another provider when the court says so', () => {
    const play = new Pathway();
    const event = imposed(play);
    const amend = { do: 'amend requirement', to: 'provider-northgate', reason: 'Moved to Manchester.' };
    play.take('court-albion-crown', '2026-05-20T10:00:00Z', requirement, amend);
    expect(play.handover(event)).toMatchObject({ status: 'requested', receiver: 'provider-northgate' });
    const lengthen = { do: 'amend requirement', months: 8, reason: 'Longer.' };
    play.take('court-albion-crown', '2026-05-21T10:00:00Z', requirement, lengthen);
    expect((play.handover(event) as Requested).requests).toHaveLength(2);
  });

  it('opens a new handover when it goes elsewhere after treatment has started, and that owes no start from the sentence', () => {
    const play = new Pathway();
    const event = imposed(play);
    play.take('provider-riverside', '2026-05-01T10:00:00Z', treatment, {
      ...start,
      triaged: '2026-04-20',
      handover: `by-${event}`,
    });
    const amend = { do: 'amend requirement', to: 'provider-northgate', reason: 'Moved to Manchester.' };
    const [amended = ''] = play.take('court-albion-crown', '2026-05-20T10:00:00Z', requirement, amend);
    expect(play.handover(event)).toMatchObject({ status: 'treatment started', receiver: 'provider-riverside' });
    expect(play.handover(amended)).toMatchObject({
      status: 'requested',
      receiver: 'provider-northgate',
      sentenced: undefined,
    });
  });

  it('restates its handover when the sentence date is corrected', () => {
    const play = new Pathway();
    const event = imposed(play);
    const as = { do: 'impose requirement', sentenced: '2026-04-13' };
    play.take('court-albion-crown', '2026-04-15T10:00:00Z', requirement, {
      do: 'correct',
      corrects: event,
      why: 'Keyed wrong.',
      as,
    });
    expect(play.handover(event)).toMatchObject({
      status: 'requested',
      sentenced: '2026-04-13',
      receiver: 'provider-riverside',
    });
  });
});

describe('A planned release', () => {
  it('hands the person from the prison to the provider and to RECONNECT', () => {
    const play = new Pathway();
    planned(play);
    const [community = ''] = play.take('prison-brookvale', '2026-05-04T09:05:00Z', release, {
      do: 'refer to community',
      to: 'provider-riverside',
    });
    const [reconnect = ''] = play.take('prison-brookvale', '2026-05-04T09:10:00Z', release, {
      do: 'refer to reconnect',
    });
    expect(play.handover(community)).toMatchObject({
      purpose: 'release',
      sender: 'prison-brookvale',
      receiver: 'provider-riverside',
    });
    expect(play.handover(reconnect)).toMatchObject({
      purpose: 'reconnect',
      sender: 'prison-brookvale',
      receiver: 'reconnect-northwest',
    });
  });

  it('is handed over for where the person is going to live, as far as the plan says', () => {
    const areaOf = (residence?: string) => {
      const play = new Pathway();
      planned(play, residence);
      const refer = { do: 'refer to community', to: 'provider-riverside' };
      const [event = ''] = play.take('prison-brookvale', '2026-05-04T09:05:00Z', release, refer);
      return (play.handover(event) as Requested).area;
    };
    expect(areaOf('E06000023')).toBe('E06000023');
    expect(areaOf('no-fixed-abode')).toBe('no-fixed-abode');
    expect(areaOf('not-known')).toBe('E08000012');
  });
});

describe('Treatment that names a handover', () => {
  const begun = (interventions: readonly string[]) => {
    const play = new Pathway();
    const event = imposed(play);
    const command = { ...start, triaged: '2026-04-20', interventions, handover: `by-${event}` };
    const [started = ''] = play.take('provider-riverside', '2026-05-01T10:00:00Z', treatment, command);
    return { play, event, started };
  };

  it('takes it up, accepting it where it was not accepted', () => {
    const { play, event } = begun(['psychosocial']);
    expect(play.types('handover', `by-${event}`)).toEqual([
      'HandoverRequested',
      'HandoverAccepted',
      'HandoverTreatmentStarted',
    ]);
    expect(play.handover(event)).toMatchObject({ treatment: { id: 'X1', structured: true } });
  });

  it('does not make recovery support alone a structured start, and says otherwise once that is corrected', () => {
    const { play, event, started } = begun(['recovery-support']);
    expect(play.handover(event)).toMatchObject({ treatment: { structured: false } });
    const as = { do: 'start treatment', interventions: ['psychosocial'] };
    const correct = { do: 'correct', corrects: started, why: 'Left out.', occurredAt: '2026-04-30T10:00:00Z', as };
    play.take('provider-riverside', '2026-05-02T10:00:00Z', treatment, correct);
    expect(play.handover(event)).toMatchObject({
      treatment: { structured: true, startedAt: '2026-04-30T10:00:00Z' },
    });
  });
});

describe('What the journey must gather', () => {
  it('is nothing for a fact that asks nothing', () => {
    const occurredAt = '2026-03-02T21:55:00Z';
    expect(mayAsk({ stage: 'arrest-test', fact: { type: 'SampleTaken', occurredAt } })).toBe(false);
    expect(
      mayAsk({ stage: 'arrest-test', fact: { type: 'LaboratoryResultRecorded', occurredAt, confirmed: false } }),
    ).toBe(true);
    const corrected = { type: 'HandoverAcceptedCorrected', occurredAt, corrects: 'e', why: 'w' } as const;
    expect(mayAsk({ stage: 'handover', fact: { ...corrected, fact: { type: 'HandoverAccepted', occurredAt } } })).toBe(
      false,
    );
  });

  it('are the handovers of events that can open one, corrections included', () => {
    expect(mayOpen('OnwardReferralMade')).toBe(true);
    expect(mayOpen('ArrestTestResultRecordedCorrected')).toBe(true);
    expect(mayOpen('Screened')).toBe(false);
  });
});
