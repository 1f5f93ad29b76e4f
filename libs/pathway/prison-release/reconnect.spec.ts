import type { GivenPerson, Recorder } from '#pathway/given';
import { prisonRelease } from '#pathway/prison-release';
import type { GivenRelease, PrisonReleaseCommand as Command } from '#pathway/prison-release';
import { askedTwiceHappensOnce } from '#test/support/asked-twice';
import type { Asked } from '#test/support/asked-twice';
import { given } from '#test/support/stage';
import fc from 'fast-check';

const prison: Recorder = { organisation: 'prison-brookvale', kind: 'prison' };
const probation: Recorder = { organisation: 'probation-liverpool', kind: 'probation' };
const on = (date: string, by = prison) => ({ occurredAt: `${date}T08:00:00Z`, by });

const plan: Extract<Command, { do: 'plan release' }> = {
  do: 'plan release',
  personId: '6f1c4a52-0000-4ac9-9a41-3f7be0a1c0dd',
  prison: 'prison-brookvale',
  expected: '2026-09-25',
  inTreatment: true,
  substances: ['opiate'],
};
const planned = (said: Partial<GivenPerson> = {}) =>
  given(prisonRelease)
    .when(plan, { ...on('2026-06-01'), ...said })
    .then();
const undated = given(prisonRelease)
  .when({ ...plan, expected: undefined }, on('2026-06-01'))
  .then();
const release = (reason: 'released' | 'transferred'): Command => ({ do: 'record release', date: '2026-09-25', reason });
const released = planned().when(release('released'), on('2026-09-25')).then();
const reconnect: Command = { do: 'refer to reconnect' };

describe('Referring to RECONNECT', () => {
  it('opens 12 weeks before the expected date, that day included', () => {
    planned().when(reconnect, on('2026-07-02')).thenRefused('RECONNECT_TOO_EARLY');
    planned()
      .when(reconnect, on('2026-07-03'))
      .thenRecords({ type: 'ReconnectReferralMade', to: 'reconnect-northwest' });
  });

  it('closes 28 days after the release, that day included', () => {
    released.when(reconnect, on('2026-10-23', probation)).thenRecords({ type: 'ReconnectReferralMade' });
    released.when(reconnect, on('2026-10-24', probation)).thenRefused('RECONNECT_TOO_LATE');
  });

  it('counts from the day the person was in fact released', () => {
    const late = planned()
      .when({ do: 'record release', date: '2026-10-02', reason: 'released' }, on('2026-10-02'))
      .then();
    late.when(reconnect, on('2026-10-30')).thenRecords({ type: 'ReconnectReferralMade' });
    late.when(reconnect, on('2026-10-31')).thenRefused('RECONNECT_TOO_LATE');
  });

  it('needs a date to count from', () => {
    undated.when(reconnect, on('2026-09-01')).thenRefused('RELEASE_DATE_UNKNOWN');
    undated
      .when(release('released'), on('2026-09-25'))
      .then()
      .when(reconnect, on('2026-09-26'))
      .thenRecords({ type: 'ReconnectReferralMade' });
  });

  it('is for those released, not moved elsewhere or recalled', () => {
    planned()
      .when(release('transferred'), on('2026-09-25'))
      .then()
      .when(reconnect, on('2026-09-26'))
      .thenRefused('NOT_RELEASED');
    released
      .when({ do: 'record recall', date: '2026-10-01' }, on('2026-10-01'))
      .then()
      .when(reconnect, on('2026-10-02'))
      .thenRefused('ALREADY_RECALLED');
  });

  it('goes to the service where the person will live, unless another is named', () => {
    const bristol = planned({ person: { residence: 'E06000023' } });
    bristol.when(reconnect, on('2026-09-01')).thenRecords({ type: 'ReconnectReferralMade', to: 'reconnect-southwest' });
    bristol
      .when({ ...reconnect, to: 'reconnect-northwest' }, on('2026-09-01'))
      .thenRecords({ type: 'ReconnectReferralMade', to: 'reconnect-northwest' });
  });

  it('asks for the service where none serves the residence, and takes no other kind', () => {
    planned({ person: { residence: 'no-fixed-abode' } })
      .when(reconnect, on('2026-09-01'))
      .thenRefused('NO_RECONNECT_SERVICE', 'to');
    planned()
      .when({ ...reconnect, to: 'provider-riverside' }, on('2026-09-01'))
      .thenRefused('UNKNOWN_RECONNECT', 'to');
  });

  it('is made once while it is open', () => {
    const referred = planned().when(reconnect, on('2026-09-01')).then();
    referred.when(reconnect, on('2026-09-02')).thenRefused('ALREADY_REFERRED', 'to');
    const declined: Partial<GivenRelease> = { ...on('2026-09-02'), openHandoversTo: ['provider-riverside'] };
    referred.when(reconnect, declined).thenRecords({ type: 'ReconnectReferralMade' });
  });
});

describe('A release’s steps', () => {
  const days = fc
    .integer({ min: 0, max: 60 })
    .map((day) => new Date(Date.UTC(2026, 7, 10 + day)).toISOString().slice(0, 10));
  const commands = fc.oneof(
    fc.constant<Command>(plan),
    days.map((expected): Command => ({ do: 'change release date', expected, reason: 'recalculated' })),
    fc.constantFrom('provider-riverside', 'provider-taff').map((to): Command => ({ do: 'refer to community', to })),
    fc.constantFrom<Command>(
      { do: 'record pre-release meeting', mode: 'telephone', with: 'a key worker' },
      reconnect,
      { do: 'arrange medication', kind: 'bridging', drug: 'methadone', days: 7 },
      { do: 'supply naloxone' },
      { do: 'decline naloxone' },
      { do: 'record prison test', kind: 'voluntary', results: { opiates: 'negative' } },
    ),
    days.map((date): Command => ({ do: 'record release', date, reason: 'released' })),
    days.map((date): Command => ({ do: 'record recall', date })),
  );
  const asked: fc.Arbitrary<Asked<Command>> = fc
    .tuple(commands, days, fc.constantFrom(prison, probation))
    .map(([command, day, by]) => [command, on(day, by)]);

  it('asked twice while it is planned, happen once', () =>
    askedTwiceHappensOnce({ ...prisonRelease, initial: planned().state }, asked, [
      'change release date',
      'refer to community',
      'record pre-release meeting',
      'refer to reconnect',
      'arrange medication',
      'supply naloxone',
      'decline naloxone',
      'record prison test',
      'record release',
    ]));

  it('asked twice from the plan on, happen once', () => askedTwiceHappensOnce(prisonRelease, asked, ['plan release']));

  it('asked twice after the release, happen once', () =>
    askedTwiceHappensOnce({ ...prisonRelease, initial: released.state }, asked, ['record recall']));
});
