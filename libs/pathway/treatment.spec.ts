import { decideCorrection } from '#pathway/corrections';
import { isRefusal } from '#pathway/decider';
import type { Recorder } from '#pathway/given';
import { interventions, isStructured, runBy, status, treatment } from '#pathway/treatment';
import type { GivenTreatment, NamedHandover, TreatmentCommand as Command } from '#pathway/treatment';
import { askedTwiceHappensOnce } from '#test/support/asked-twice';
import type { Asked } from '#test/support/asked-twice';
import { reference } from '#test/support/reference';
import { given, givenWith } from '#test/support/stage';
import fc from 'fast-check';

type Start = Extract<Command, { do: 'start treatment' }>;

const SAM = '6f1c4a52-0000-4ac9-9a41-3f7be0a1c0aa';
const EVE = '6f1c4a52-0000-4ac9-9a41-3f7be0a1c0ee';
const HANDOVER = '6f1c4a52-0000-4ac9-9a41-3f7be0a1c011';
const riverside: Recorder = { organisation: 'provider-riverside', kind: 'treatment-provider' };
const northgate: Recorder = { organisation: 'provider-northgate', kind: 'treatment-provider' };
/** 10:00 in London, in winter. */
const on = (date: string, by = riverside) => ({ occurredAt: `${date}T10:00:00Z`, by });
const START = on('2026-03-17');

const start: Start = {
  do: 'start treatment',
  personId: SAM,
  triaged: '2026-03-10',
  interventions: ['psychosocial'],
  substances: ['crack'],
};
const started = given(treatment).when(start, START).then();
const end = (date: string): Command => ({ do: 'end treatment', date, reason: 'completed' });

describe('Starting treatment', () => {
  it('records the provider, and the community where no other setting is said', () => {
    given(treatment).when(start, START).thenRecords({
      type: 'TreatmentStarted',
      occurredAt: '2026-03-17T10:00:00Z',
      provider: 'provider-riverside',
      setting: 'community',
    });
    given(treatment)
      .when({ ...start, setting: 'residential' }, START)
      .thenRecords({ type: 'TreatmentStarted', setting: 'residential' });
  });

  it('follows triage, on the same day at the earliest', () => {
    given(treatment)
      .when({ ...start, triaged: '2026-03-17' }, START)
      .thenRecords({ type: 'TreatmentStarted' });
    given(treatment)
      .when({ ...start, triaged: '2026-03-18' }, START)
      .thenRefused('TRIAGED_AFTER_START', 'triaged');
  });

  it('reads the day in London, where it is tomorrow already', () =>
    given(treatment)
      .when({ ...start, triaged: '2026-06-02' }, { occurredAt: '2026-06-01T23:30:00Z', by: riverside })
      .thenRecords({ type: 'TreatmentStarted' }));

  it('names at least one intervention', () =>
    given(treatment)
      .when({ ...start, interventions: [] }, START)
      .thenRefused('NO_INTERVENTION', 'interventions'));

  it('is for substances that were held on the day', () => {
    const substances = reference.substances.map((row) => (row.code === 'crack' ? { ...row, to: '2026-03-16' } : row));
    const until = { reference: { ...reference, substances } };
    given(treatment)
      .when({ ...start, triaged: '2026-03-09' }, { ...on('2026-03-16'), ...until })
      .thenRecords({ type: 'TreatmentStarted', substances: ['crack'] });
    given(treatment)
      .when({ ...start, triaged: '2026-03-09' }, { ...on('2026-03-17'), ...until })
      .thenRefused('UNKNOWN_SUBSTANCE', 'substances');
  });

  it('happens once', () => started.when(start, on('2026-03-18')).thenRefused('ALREADY_STARTED'));

  it.each([
    [['pharmacological'], true],
    [['psychosocial'], true],
    [['recovery-support', 'psychosocial'], true],
    [['recovery-support'], false],
  ] as const)('with %j is structured: %s', (given, structured) => expect(isStructured(given)).toBe(structured));

  it('is structured exactly where something besides recovery support is given', () =>
    fc.assert(
      fc.property(fc.subarray([...interventions]), (given) => {
        expect(isStructured(given)).toBe(given.includes('pharmacological') || given.includes('psychosocial'));
      }),
    ));
});

describe('Taking up a handover', () => {
  const named: NamedHandover = {
    personId: SAM,
    receiver: 'provider-riverside',
    open: true,
    requested: '2026-03-10T09:00:00Z',
  };
  const step: Start = { ...start, handover: HANDOVER };
  const finding = (handover?: NamedHandover): Partial<GivenTreatment> => ({ ...START, handover });

  it('names one of this person to this provider', () =>
    given(treatment).when(step, finding(named)).thenRecords({ type: 'TreatmentStarted', handover: HANDOVER }));

  it.each([
    ['that does not exist', undefined],
    ['to another provider', { ...named, receiver: 'provider-northgate' }],
    ['of another person', { ...named, personId: EVE }],
    ['closed, to another provider', { ...named, receiver: 'provider-northgate', open: false }],
  ])('refuses one %s in the same words', (_, handover) =>
    given(treatment).when(step, finding(handover)).thenRefused('HANDOVER_NOT_YOURS', 'handover'),
  );

  it('refuses one that is closed', () =>
    given(treatment)
      .when(step, finding({ ...named, open: false }))
      .thenRefused('HANDOVER_CLOSED', 'handover'));

  it('is triaged no earlier than it was referred', () =>
    given(treatment)
      .when({ ...step, triaged: '2026-03-09' }, finding(named))
      .thenRefused('TRIAGED_BEFORE_REFERRAL', 'triaged'));
});

describe('Correcting a start', () => {
  const first = given(treatment).when({ ...start, handover: HANDOVER }, {
    ...START,
    handover: { personId: SAM, receiver: 'provider-riverside', open: true },
  } as Partial<GivenTreatment>);
  const history = isRefusal(first.decision) ? [] : first.decision.map((fact) => ({ id: 'X1', fact }));
  const as = { do: 'start treatment', triaged: '2026-03-09' } as const;
  const correct = {
    do: 'correct',
    corrects: 'X1',
    why: 'keyed a day late',
    occurredAt: '2026-03-16T10:00:00Z',
    as,
  } as const;

  it('keeps every field that is not given, the handover it took up included', () => {
    const handover: NamedHandover = { personId: SAM, receiver: 'provider-riverside', open: true };
    const found: GivenTreatment = { ...givenWith(on('2026-03-20')), handover };
    expect(decideCorrection(treatment, history, correct, found)).toMatchObject([
      {
        type: 'TreatmentStartedCorrected',
        corrects: 'X1',
        fact: { occurredAt: '2026-03-16T10:00:00Z', triaged: '2026-03-09', handover: HANDOVER, substances: ['crack'] },
      },
    ]);
  });

  it('is decided by the same rules as the start', () =>
    expect(
      decideCorrection(
        treatment,
        history,
        { ...correct, as: { ...as, triaged: '2026-03-17', handover: undefined } },
        givenWith(on('2026-03-20')),
      ),
    ).toEqual({ refused: 'TRIAGED_AFTER_START', field: 'triaged' }));
});

describe('Contact', () => {
  it('is recorded of somebody whose treatment has not started', () =>
    given(treatment)
      .when({ do: 'record contact', personId: SAM }, START)
      .thenRecords({ type: 'ContactRecorded', personId: SAM, provider: 'provider-riverside' }));

  it('is recorded within a treatment, of its person', () => {
    started.when({ do: 'record contact' }, on('2026-03-20')).thenRecords({ type: 'ContactRecorded', personId: SAM });
    started.when({ do: 'record contact', personId: EVE }, on('2026-03-20')).thenRefused('ANOTHER_PERSON', 'personId');
  });

  it('says whom it was with', () =>
    given(treatment).when({ do: 'record contact' }, START).thenRefused('NOBODY_NAMED', 'personId'));

  it('is not a start of treatment', () => {
    const seen = given(treatment).when({ do: 'record contact', personId: SAM }, START).then();
    expect(status(seen.state)).toBe('contact');
    seen.when({ do: 'review progress' }, START).thenRefused('NOT_STARTED');
    seen.when(start, START).thenRecords({ type: 'TreatmentStarted' });
  });
});

describe('Reviewing and ending', () => {
  it('reviews a treatment that has started, from its first day on', () => {
    started
      .when({ do: 'review progress', summary: 'engaging' }, on('2026-04-20'))
      .thenRecords({ type: 'ProgressReviewed' });
    started.when({ do: 'review progress' }, on('2026-03-16')).thenRefused('BEFORE_START', 'occurredAt');
  });

  it('ends on the first day at the earliest and today at the latest', () => {
    started.when(end('2026-03-16'), on('2026-04-20')).thenRefused('BEFORE_START', 'date');
    started
      .when(end('2026-03-17'), on('2026-04-20'))
      .thenRecords({ type: 'TreatmentEnded', occurredAt: '2026-03-17T10:00:00Z' });
    started
      .when(end('2026-04-20'), on('2026-04-20'))
      .thenRecords({ type: 'TreatmentEnded', occurredAt: '2026-04-20T10:00:00Z' });
    started.when(end('2026-04-21'), on('2026-04-20')).thenRefused('END_IN_FUTURE', 'date');
  });

  it('happened on its date, whenever it is recorded', () =>
    started
      .when(end('2026-04-10'), on('2026-04-20'))
      .thenRecords({ type: 'TreatmentEnded', occurredAt: '2026-04-09T23:00:00Z', date: '2026-04-10' }));

  it.each<Command>([{ do: 'record contact' }, { do: 'review progress' }, end('2026-05-02'), start])(
    'accepts nothing after the end: $do',
    (command) =>
      started.when(end('2026-05-01'), on('2026-05-01')).then().when(command, on('2026-05-02')).thenRefused('ENDED'),
  );

  it.each<Command>([{ do: 'record contact' }, { do: 'review progress' }, end('2026-04-20'), start])(
    'is nobody’s but the provider’s: $do',
    (command) => started.when(command, on('2026-04-20', northgate)).thenRefused('NOT_YOUR_TREATMENT'),
  );

  it.each([
    ['no treatment', given(treatment)],
    ['in structured treatment', started],
    [
      'in treatment',
      given(treatment)
        .when({ ...start, interventions: ['recovery-support'] }, START)
        .then(),
    ],
    ['ended', started.when(end('2026-05-01'), on('2026-05-01')).then()],
  ])('reads %s', (word, { state }) => expect(status(state)).toBe(word));

  it('is run by the provider', () => {
    expect(runBy(given(treatment).state)).toEqual([]);
    expect(runBy(started.state)).toEqual(['provider-riverside']);
  });
});

describe('A treatment’s steps', () => {
  const days = fc
    .integer({ min: 0, max: 40 })
    .map((day) => new Date(Date.UTC(2026, 2, 10 + day)).toISOString().slice(0, 10));
  const commands = fc.oneof(
    fc.constantFrom<Command>(start, { ...start, setting: 'inpatient' }),
    fc.constantFrom<Command>({ do: 'record contact', personId: SAM }, { do: 'record contact' }),
    fc.constantFrom<Command>({ do: 'review progress' }, { do: 'review progress', summary: 'engaging' }),
    days.map((date) => end(date)),
  );
  const asked: fc.Arbitrary<Asked<Command>> = fc
    .tuple(commands, days, fc.constantFrom(riverside, northgate))
    .map(([command, day, by]) => [command, on(day, by)]);

  it('asked twice, happen once', () =>
    askedTwiceHappensOnce(treatment, asked, ['start treatment', 'record contact', 'review progress', 'end treatment']));
});
