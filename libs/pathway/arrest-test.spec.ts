import { arrestTest, type ArrestTestCommand, runBy, status } from '#pathway/arrest-test';
import { overall } from '#pathway/arrest-test/state';
import type { Reference } from '#pathway/reference';
import { askedTwiceHappensOnce } from '#test/support/asked-twice';
import {
  born,
  dispute,
  hale,
  impose,
  inspector,
  laboratory,
  request,
  result,
  taken,
  tested,
} from '#test/support/arrest-tests';
import { reference } from '#test/support/reference';
import { given } from '#test/support/stage';
import fc from 'fast-check';

describe('Requesting a test', () => {
  it('records the suite, the ground and the regime in force', () =>
    given(arrestTest).when(request).thenRecords({
      type: 'ArrestTestRequested',
      suite: 'custody-brunswick',
      ground: 'trigger',
      offence: 'TA68-1',
      regime: 'DTOA_2005',
    }));

  it.each([
    ['arrested', '2008-03-02'],
    ['charged', '2012-03-02'],
  ] as const)('of somebody %s born on %s is allowed, on that birthday', (detention, dateOfBirth) =>
    given(arrestTest)
      .when({ ...request, detention, appropriateAdult: true }, born(dateOfBirth))
      .thenRecords({ type: 'ArrestTestRequested', detention }),
  );

  it.each([
    ['arrested', '2008-03-03'],
    ['charged', '2012-03-03'],
  ] as const)('of somebody %s born on %s is refused: too young by a day', (detention, dateOfBirth) =>
    given(arrestTest)
      .when({ ...request, detention, appropriateAdult: true }, born(dateOfBirth))
      .thenRefused('TOO_YOUNG', 'detention'),
  );

  it('goes by the age on the day it happened, not the day it is recorded', () =>
    given(arrestTest)
      .when(request, { ...born('2008-03-02'), now: '2026-03-02T09:00:00Z', occurredAt: '2026-03-01T23:59:00Z' })
      .thenRefused('TOO_YOUNG', 'detention'));

  it('goes by the date in London: 23:30 UTC in July is the next day', () =>
    given(arrestTest)
      .when(request, { ...born('2008-07-02'), now: '2026-07-01T23:30:00Z' })
      .thenRecords({ type: 'ArrestTestRequested' }));

  it('of a child on charge needs an appropriate adult', () =>
    given(arrestTest)
      .when({ ...request, detention: 'charged' }, born('2010-01-01'))
      .thenRefused('APPROPRIATE_ADULT_NEEDED', 'appropriateAdult'));

  it('is never of a voluntary attendee', () =>
    given(arrestTest)
      .when({ ...request, detention: 'voluntary' })
      .thenRefused('NOT_DETAINED', 'detention'));

  it('needs to know how old the person is', () =>
    given(arrestTest).when(request, { person: {} }).thenRefused('AGE_NOT_KNOWN'));

  it('for a trigger offence names one that was on the list that day', () => {
    given(arrestTest)
      .when({ ...request, offence: undefined })
      .thenRefused('OFFENCE_NEEDED', 'offence');
    given(arrestTest)
      .when({ ...request, offence: 'OAPA61-18' })
      .thenRefused('NOT_A_TRIGGER_OFFENCE', 'offence');
    given(arrestTest)
      .when({ ...request, offence: 'FA06-1' }, { now: '2007-01-14T12:00:00Z', ...born('1980-01-01') })
      .thenRefused('NOT_A_TRIGGER_OFFENCE', 'offence');
  });

  it('on an inspector’s authority records who, when and on what grounds', () =>
    given(arrestTest)
      .when({ ...inspector, authority: hale })
      .thenRecords({ type: 'ArrestTestRequested', authority: { ...hale, time: '2026-03-02T22:00:00Z' } }));

  it.each([
    ['nothing', undefined],
    ['no name', { ...hale, name: ' ' }],
    ['no grounds', { ...hale, grounds: '' }],
  ])('on an inspector’s authority is refused with %s given', (_, authority) =>
    given(arrestTest)
      .when({ ...inspector, authority })
      .thenRefused('AUTHORITY_NEEDED', 'authority'),
  );

  it('on an inspector’s authority is refused where the authority came after', () => {
    const late = { ...hale, time: '2026-03-02T22:00:01Z' };
    given(arrestTest)
      .when({ ...inspector, authority: late })
      .thenRefused('AUTHORITY_TOO_LATE', 'authority.time');
  });

  it('may leave the ground not stated', () =>
    given(arrestTest)
      .when({ ...request, ground: 'not-stated', offence: undefined })
      .thenRecords({ type: 'ArrestTestRequested', ground: 'not-stated' }));

  it('was not possible before testing on arrest began', () =>
    given(arrestTest)
      .when(request, { now: '2005-11-30T12:00:00Z', ...born('1980-01-01') })
      .thenRefused('NO_TESTING_POWER', 'occurredAt'));

  it('happens once in a detention', () => {
    tested(request).when(request).thenRefused('ONE_TEST_PER_DETENTION');
    tested(request, taken).when(request).thenRefused('ONE_TEST_PER_DETENTION');
  });

  it('is the custody suite’s', () => expect(runBy(tested(request).state)).toEqual(['custody-brunswick']));
});

describe('The sample', () => {
  it('comes after the request', () => given(arrestTest).when(taken).thenRefused('NOT_REQUESTED'));

  it('may be refused by the person once they were warned', () => {
    const refused: ArrestTestCommand = { do: 'record sample', sample: 'refused' };
    tested(request).when(refused).thenRefused('WARNING_NEEDED', 'warned');
    tested(request)
      .when({ ...refused, warned: false })
      .thenRefused('WARNING_NEEDED', 'warned');
    tested(request)
      .when({ ...refused, warned: true })
      .thenRecords({ type: 'SampleRefused', warned: true });
  });

  it('may not be taken, with a reason', () => {
    const not: ArrestTestCommand = { do: 'record sample', sample: 'not-taken' };
    tested(request).when(not).thenRefused('REASON_NEEDED', 'reason');
    tested(request)
      .when({ ...not, reason: ' ' })
      .thenRefused('REASON_NEEDED', 'reason');
    tested(request)
      .when({ ...not, reason: 'no kit' })
      .thenRecords({ type: 'SampleNotTaken', reason: 'no kit' });
  });

  it('is one in a detention, also after a void result', () => {
    tested(request, taken).when(taken).thenRefused('SAMPLE_ALREADY_RECORDED');
    tested(request, taken, result('void')).when(taken).thenRefused('SAMPLE_ALREADY_RECORDED');
  });

  it('may be taken again after a void result under a regime that allows two, and no third time', () => {
    const regimes = reference.regimes.map((regime) => ({ ...regime, samplesPerDetention: 2 }));
    const two: { reference: Reference } = { reference: { ...reference, regimes } };
    const again = tested(request, taken, result('void')).when(taken, two);
    again.thenRecords({ type: 'SampleTaken' });
    expect(status(again.then().state)).toBe('sample taken');
    again.then().when(result('void')).then().when(taken, two).thenRefused('SAMPLE_ALREADY_RECORDED');
    tested(request, taken, result('negative')).when(taken, two).thenRefused('SAMPLE_ALREADY_RECORDED');
  });
});

describe('The result', () => {
  it('needs a sample', () => {
    tested(request).when(result('negative')).thenRefused('NO_SAMPLE');
    const refused: ArrestTestCommand = { do: 'record sample', sample: 'refused', warned: true };
    tested(request, refused).when(result('negative')).thenRefused('NO_SAMPLE');
  });

  it.each([
    ['a substance left out', { cocaine: 'positive' }],
    ['another substance', { cocaine: 'positive', opiates: 'negative', cannabis: 'positive' }],
    ['nothing', {}],
  ] as const)('is refused with %s', (_, results) =>
    tested(request, taken).when({ do: 'record result', results }).thenRefused('RESULT_INCOMPLETE', 'results'),
  );

  it('is recorded once', () =>
    tested(request, taken, result('negative')).when(result('negative')).thenRefused('RESULT_ALREADY_RECORDED'));

  it.each([
    ['positive', 'void', 'positive'],
    ['void', 'negative', 'void'],
    ['void', 'not-stated', 'void'],
    ['not-stated', 'negative', 'not-stated'],
    ['negative', 'negative', 'negative'],
  ] as const)('of %s and %s is %s overall', (cocaine, opiates, found) => {
    expect(overall({ cocaine, opiates })).toBe(found);
    expect(overall({ cocaine: opiates, opiates: cocaine })).toBe(found);
  });
});

describe('A disputed result', () => {
  const positive = tested(request, taken, result('positive', 'negative'));

  it.each([
    ['2026-03-02T22:00:00Z', true],
    ['2026-03-02T23:00:00Z', true],
    ['2026-03-02T23:00:01Z', false],
    ['2026-03-02T21:59:59Z', false],
  ])('of 22:00, disputed at %s, is in time: %s', (now, inTime) => {
    const asked = positive.when(dispute, { now });
    if (inTime) asked.thenRecords({ type: 'ResultDisputed', reason: 'medication' });
    else asked.thenRefused('DISPUTE_TOO_LATE', 'occurredAt');
  });

  it('was positive', () => {
    tested(request, taken).when(dispute).thenRefused('NOT_POSITIVE');
    tested(request, taken, result('negative')).when(dispute).thenRefused('NOT_POSITIVE');
  });

  it('is disputed once, and before the laboratory answers', () => {
    positive.when(dispute).then().when(dispute).thenRefused('ALREADY_DISPUTED');
    positive.when(laboratory(true)).then().when(dispute).thenRefused('LABORATORY_ALREADY_ANSWERED');
  });

  it('goes to the laboratory, which answers once, of a positive', () => {
    positive.when(laboratory(false)).thenRecords({ type: 'LaboratoryResultRecorded', confirmed: false });
    positive.when(laboratory(true)).then().when(laboratory(false)).thenRefused('LABORATORY_ALREADY_ANSWERED');
    tested(request, taken, result('negative')).when(laboratory(true)).thenRefused('NOT_POSITIVE');
  });
});

describe('The state of a test', () => {
  const refused: ArrestTestCommand = { do: 'record sample', sample: 'refused', warned: true };
  const not: ArrestTestCommand = { do: 'record sample', sample: 'not-taken', reason: 'no kit' };
  it.each<[string, ArrestTestCommand[]]>([
    ['requested', []],
    ['sample taken', [taken]],
    ['sample refused', [refused]],
    ['not taken', [not]],
    ['positive', [taken, result('positive', 'negative')]],
    ['negative', [taken, result('negative')]],
    ['void', [taken, result('void')]],
    ['not stated', [taken, result('not-stated')]],
    ['disputed', [taken, result('positive'), dispute]],
    ['confirmed', [taken, result('positive'), dispute, laboratory(true)]],
    ['not confirmed', [taken, result('positive'), impose, laboratory(false)]],
  ])('is %s', (word, steps) => expect(status(tested(request, ...steps).state)).toBe(word));
});

describe('Whatever is asked of a test', () => {
  const found = fc.constantFrom('positive', 'positive', 'positive', 'negative', 'void', 'not-stated');
  const command: fc.Arbitrary<ArrestTestCommand> = fc.oneof(
    fc.constantFrom<ArrestTestCommand>(request, { ...inspector, authority: hale }),
    fc.record({
      do: fc.constant('record sample'),
      sample: fc.constantFrom('taken', 'taken', 'taken', 'taken', 'refused', 'not-taken'),
      warned: fc.boolean(),
      reason: fc.constantFrom(undefined, 'no kit'),
    }),
    fc.record({ do: fc.constant('record result'), results: fc.record({ cocaine: found, opiates: found }) }),
    fc.constant(dispute),
    fc.record({ do: fc.constant('record laboratory result'), confirmed: fc.constantFrom(true, true, false) }),
    fc.constant(impose),
    fc.record({
      do: fc.constant('record assessment'),
      which: fc.constantFrom('initial', 'follow-up'),
      attended: fc.boolean(),
      followUpNeeded: fc.option(fc.boolean(), { nil: undefined }),
    }),
  );

  it('twice, happens once', () =>
    askedTwiceHappensOnce(arrestTest, fc.tuple(command, fc.constant({})), [
      'request test',
      'record sample',
      'record result',
      'dispute result',
      'record laboratory result',
      'impose required assessment',
      'record assessment',
    ]));
});
