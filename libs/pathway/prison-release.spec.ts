import { decideCorrection, fold } from '#pathway/corrections';
import type { Decision } from '#pathway/decider';
import { isRefusal } from '#pathway/decider';
import type { GivenPerson, Recorder } from '#pathway/given';
import { prisonRelease, releaseClock, releaseReasons, runBy, status } from '#pathway/prison-release';
import type { GivenRelease, PrisonReleaseCommand as Command } from '#pathway/prison-release';
import { closing } from '#test/support/reference';
import { given, givenWith } from '#test/support/stage';

type Plan = Extract<Command, { do: 'plan release' }>;

const DEE = '6f1c4a52-0000-4ac9-9a41-3f7be0a1c0dd';
const prison: Recorder = { organisation: 'prison-brookvale', kind: 'prison' };
const probation: Recorder = { organisation: 'probation-liverpool', kind: 'probation' };

/** 09:00 in London, in British Summer Time. */
const on = (date: string, by = prison) => ({ occurredAt: `${date}T08:00:00Z`, by });
const PLANNING = on('2026-05-04');

const plan: Plan = {
  do: 'plan release',
  personId: DEE,
  prison: 'prison-brookvale',
  expected: '2026-06-05',
  inTreatment: true,
  substances: ['opiate'],
};
const planned = (change: Partial<Plan> = {}, said: Partial<GivenPerson> = PLANNING) =>
  given(prisonRelease)
    .when({ ...plan, ...change }, said)
    .then();
const left = (reason: (typeof releaseReasons)[number] = 'released') =>
  planned().when({ do: 'record release', date: '2026-06-05', reason }, on('2026-06-05')).then();
const refer: Command = { do: 'refer to community', to: 'provider-riverside' };

describe('Planning a release', () => {
  it('records the prison, the expected date and where the person lives', () =>
    given(prisonRelease).when(plan, PLANNING).thenRecords({
      type: 'ReleasePlanned',
      prison: 'prison-brookvale',
      expected: '2026-06-05',
      residence: 'E08000012',
    }));

  it('keeps a residence that was said, and says not known where nobody knows', () => {
    given(prisonRelease)
      .when({ ...plan, residence: 'no-fixed-abode' }, PLANNING)
      .thenRecords({ type: 'ReleasePlanned', residence: 'no-fixed-abode' });
    given(prisonRelease)
      .when(plan, { ...PLANNING, person: {} })
      .thenRecords({ type: 'ReleasePlanned', residence: 'not-known' });
  });

  it('may leave the date open', () =>
    given(prisonRelease)
      .when({ ...plan, expected: undefined }, PLANNING)
      .thenRecords({ type: 'ReleasePlanned', expected: undefined }));

  it.each([
    ['yesterday', { expected: '2026-05-03' }, 'EXPECTED_IN_PAST', 'expected'],
    ['a substance that is none', { substances: ['opiate', 'sugar'] }, 'UNKNOWN_SUBSTANCE', 'substances'],
    ['another prison', { prison: 'prison-glanarth' }, 'PRISON_NOT_YOURS', 'prison'],
    ['a prison that is none', { prison: 'provider-taff' }, 'UNKNOWN_PRISON', 'prison'],
    ['a probation unit that is none', { supervisedBy: 'provider-taff' }, 'UNKNOWN_PROBATION_UNIT', 'supervisedBy'],
    ['a residence that is none', { residence: 'S12000036' }, 'UNKNOWN_AUTHORITY', 'residence'],
  ] as const)('refuses %s', (_, change, code, field) =>
    given(prisonRelease)
      .when({ ...plan, ...change }, PLANNING)
      .thenRefused(code, field),
  );

  it('may name the probation unit that will supervise the person, which then runs the release beside the prison', () => {
    const named = given(prisonRelease).when({ ...plan, supervisedBy: 'probation-manchester' }, PLANNING);
    named.thenRecords({ type: 'ReleasePlanned', supervisedBy: 'probation-manchester' });
    expect(runBy(named.then().state)).toEqual(['prison-brookvale', 'probation-manchester']);
  });

  it('may be for the same day', () =>
    given(prisonRelease)
      .when({ ...plan, expected: '2026-05-04' }, PLANNING)
      .thenRecords({ type: 'ReleasePlanned' }));

  it('happens once', () => planned().when(plan, on('2026-05-05')).thenRefused('ALREADY_PLANNED'));

  it('comes before every other step', () => given(prisonRelease).when(refer, PLANNING).thenRefused('NOT_PLANNED'));
});

describe('Changing the date', () => {
  const change = (expected?: string): Command => ({ do: 'change release date', expected, reason: 'recalculated' });

  it('moves the clock that the deadlines run from, or stops it', () => {
    const moved = planned().when(change('2026-06-12'), on('2026-05-28')).then();
    expect(releaseClock(moved.state)).toEqual({ expected: '2026-06-12' });
    expect(releaseClock(moved.when(change(), on('2026-05-29')).then().state)).toEqual({});
  });

  it('is to today or later, and before the release', () => {
    planned().when(change('2026-05-27'), on('2026-05-28')).thenRefused('EXPECTED_IN_PAST', 'expected');
    planned().when(change('2026-05-28'), on('2026-05-28')).thenRecords({ type: 'ReleaseDateChanged' });
    left().when(change('2026-06-12'), on('2026-06-06')).thenRefused('ALREADY_RELEASED');
  });

  it('can be corrected back to the date that stood before', () => {
    const recorded = <F>(decision: Decision<F>) => (isRefusal(decision) ? [] : decision);
    const history = [
      ...recorded(given(prisonRelease).when(plan, PLANNING).decision),
      ...recorded(planned().when(change('2026-06-12'), on('2026-05-28')).decision),
    ].map((fact, index) => ({ id: `${index}`, fact }));
    const correction = decideCorrection(
      prisonRelease,
      history,
      {
        do: 'correct',
        corrects: '1',
        why: 'another person’s date',
        as: { do: 'change release date', expected: '2026-06-05' },
      },
      givenWith(on('2026-05-29')),
    );
    const after = fold(prisonRelease, [...history, ...recorded(correction).map((fact) => ({ id: '2', fact }))]);
    expect(releaseClock(after)).toEqual({ expected: '2026-06-05' });
  });
});

describe('Referring to the community', () => {
  it('goes to a treatment provider before release', () => {
    planned().when(refer, PLANNING).thenRecords({ type: 'CommunityReferralMade', to: 'provider-riverside' });
    planned()
      .when({ do: 'refer to community', to: 'reconnect-northwest' }, PLANNING)
      .thenRefused('UNKNOWN_PROVIDER', 'to');
    planned()
      .when(refer, { ...PLANNING, reference: closing('provider-riverside', '2026-05-03') })
      .thenRefused('UNKNOWN_PROVIDER', 'to');
  });

  it('goes once to each provider while that is open, and again once it is not', () => {
    const referred = planned().when(refer, PLANNING).then();
    referred.when(refer, on('2026-05-06')).thenRefused('ALREADY_REFERRED', 'to');
    referred.when({ ...refer, to: 'provider-northgate' }, on('2026-05-06')).thenRecords({
      type: 'CommunityReferralMade',
    });
    const declined: Partial<GivenRelease> = { ...on('2026-05-06'), openHandoversTo: [] };
    referred.when(refer, declined).thenRecords({ type: 'CommunityReferralMade', to: 'provider-riverside' });
  });

  it.each(['released', 'transferred', 'deported', 'died'] as const)(
    'is too late once the person has left: %s',
    (reason) => left(reason).when(refer, on('2026-06-06')).thenRefused('ALREADY_RELEASED'),
  );
});

describe('Preparing for release', () => {
  const steps: readonly Command[] = [
    refer,
    { do: 'record pre-release meeting', mode: 'video', with: 'provider-riverside' },
    { do: 'arrange medication', kind: 'depot', drug: 'buprenorphine', lastDose: '2026-05-20', nextDue: '2026-06-17' },
    { do: 'record prison test', kind: 'mandatory', results: { opiates: 'negative' } },
  ];

  it.each(steps)('$do: before the release, also when it is keyed in afterwards, and not after it', (step) => {
    expect(planned().when(step, on('2026-06-04')).decision).toHaveLength(1);
    expect(left().when(step, { ...on('2026-06-04'), now: '2026-06-08T09:00:00Z' }).decision).toHaveLength(1);
    left().when(step, on('2026-06-05')).thenRefused('ALREADY_RELEASED');
  });

  it.each([
    ['a substance', { results: { cannabis: 'positive', alcohol: 'negative' } }, undefined],
    ['what samples are tested for on arrest', { results: { opiates: 'positive' } }, undefined],
    ['a word of no substance', { results: { opiates: 'positive', sugar: 'positive' } }, 'UNKNOWN_SUBSTANCE'],
  ] as const)('tests for %s: %j, %s', (_, found, refused) => {
    const test = planned().when({ do: 'record prison test', kind: 'voluntary', ...found }, on('2026-06-04'));
    if (refused) test.thenRefused(refused, 'results');
    else test.thenRecords({ type: 'PrisonTestRecorded', ...found });
  });

  const medication = { do: 'arrange medication', kind: 'bridging', drug: 'methadone' } as const;
  it.each([
    [{ ...medication, lastDose: '2026-06-05' }, 'LAST_DOSE_IN_FUTURE', 'lastDose'],
    [{ ...medication, lastDose: '2026-06-04', nextDue: '2026-06-03' }, 'NEXT_DUE_BEFORE_LAST_DOSE', 'nextDue'],
    [{ ...medication, days: 0 }, 'DAYS_NOT_WHOLE', 'days'],
  ] as const)('refuses medication that cannot be: %j', (step, code, field) =>
    planned().when(step, on('2026-06-04')).thenRefused(code, field),
  );
});

describe('Naloxone', () => {
  const supply: Command = { do: 'supply naloxone' };

  it('is supplied in prison up to and including the day of release', () => {
    planned().when(supply, on('2026-06-05')).thenRecords({ type: 'NaloxoneSupplied', place: 'prison' });
    left().when(supply, on('2026-06-05')).thenRecords({ type: 'NaloxoneSupplied', place: 'prison' });
    left().when(supply, on('2026-06-06')).thenRefused('ALREADY_RELEASED');
  });

  it('is supplied by probation in approved premises after release only', () => {
    planned().when(supply, on('2026-06-05', probation)).thenRefused('NOT_RELEASED');
    left('transferred').when(supply, on('2026-06-05', probation)).thenRefused('NOT_RELEASED');
    left()
      .when(supply, on('2026-06-05', probation))
      .thenRecords({ type: 'NaloxoneSupplied', place: 'approved-premises' });
    left()
      .when({ do: 'decline naloxone' }, on('2026-06-08', probation))
      .thenRecords({ type: 'NaloxoneDeclined', place: 'approved-premises' });
  });

  it('is not supplied there once the person was recalled', () =>
    left()
      .when({ do: 'record recall', date: '2026-06-08' }, on('2026-06-08', probation))
      .then()
      .when(supply, on('2026-06-09', probation))
      .thenRefused('ALREADY_RECALLED'));
});

describe('Release and recall', () => {
  const release = (date: string): Command => ({ do: 'record release', date, reason: 'released' });
  const recall = (date: string): Command => ({ do: 'record recall', date });

  it('is recorded once, and not before it has happened', () => {
    planned().when(release('2026-06-06'), on('2026-06-05')).thenRefused('RELEASE_IN_FUTURE', 'date');
    left().when(release('2026-06-05'), on('2026-06-06')).thenRefused('ALREADY_RELEASED');
  });

  it('happened on its date, whenever it is recorded', () => {
    planned()
      .when(release('2026-06-05'), on('2026-06-05'))
      .thenRecords({ type: 'Released', occurredAt: '2026-06-05T08:00:00Z', date: '2026-06-05' });
    planned()
      .when(release('2026-06-05'), on('2026-06-08'))
      .thenRecords({ type: 'Released', occurredAt: '2026-06-04T23:00:00Z', date: '2026-06-05' });
  });

  it('follows only a release for the reason released', () => {
    planned().when(recall('2026-06-08'), on('2026-06-08')).thenRefused('NOT_RELEASED');
    for (const reason of releaseReasons.filter((other) => other !== 'released'))
      left(reason).when(recall('2026-06-08'), on('2026-06-08')).thenRefused('NOT_RELEASED');
  });

  it('is recalled on or after the release, not in the future, and once', () => {
    left().when(recall('2026-06-04'), on('2026-06-08')).thenRefused('RECALL_BEFORE_RELEASE', 'date');
    left().when(recall('2026-06-09'), on('2026-06-08')).thenRefused('RECALL_IN_FUTURE', 'date');
    const recalled = left().when(recall('2026-06-05'), on('2026-06-08', probation));
    recalled.thenRecords({ type: 'Recalled', date: '2026-06-05', occurredAt: '2026-06-05T08:00:00Z' });
    recalled.then().when(recall('2026-06-06'), on('2026-06-08')).thenRefused('ALREADY_RECALLED');
  });

  it('tells the clock of each step', () => {
    expect(releaseClock(left('court').state)).toEqual({
      expected: '2026-06-05',
      released: { date: '2026-06-05', reason: 'court' },
    });
    expect(releaseClock(left().when(recall('2026-06-08'), on('2026-06-08')).then().state)).toEqual({
      expected: '2026-06-05',
      released: { date: '2026-06-05', reason: 'released' },
      recalled: '2026-06-08',
    });
  });

  it.each([
    ['not planned', given(prisonRelease)],
    ['planned', planned()],
    ['released', left()],
    ['at court', left('court')],
    ['recalled', left().when(recall('2026-06-08'), on('2026-06-08')).then()],
  ])('reads %s', (word, { state }) => expect(status(state)).toBe(word));

  it('is run by the prison that planned it', () => {
    expect(runBy(given(prisonRelease).state)).toEqual([]);
    expect(runBy(left().state)).toEqual(['prison-brookvale']);
  });

  it('keeps the reason of a release plain, so that it is still counted after erasure', () =>
    expect(prisonRelease.personal).not.toContain('reason'));
});
