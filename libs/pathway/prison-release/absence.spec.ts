import type { Recorder } from '#pathway/given';
import { prisonRelease, releaseClock, status } from '#pathway/prison-release';
import type { PrisonReleaseCommand as Command } from '#pathway/prison-release';
import { given } from '#test/support/stage';

const prison: Recorder = { organisation: 'prison-brookvale', kind: 'prison' };
const on = (date: string) => ({ occurredAt: `${date}T08:00:00Z`, by: prison });

const away = (reason: 'court' | 'hospital' | 'temporary-absence') =>
  given(prisonRelease)
    .when(
      {
        do: 'plan release',
        personId: '6f1c4a52-0000-4ac9-9a41-3f7be0a1c0dd',
        prison: 'prison-brookvale',
        expected: '2026-06-12',
        inTreatment: true,
        substances: ['opiate'],
      },
      on('2026-05-04'),
    )
    .then()
    .when({ do: 'record release', date: '2026-06-05', reason }, on('2026-06-05'))
    .then();

describe.each(['court', 'hospital', 'temporary-absence'] as const)('Somebody away from the prison, %s,', (reason) => {
  const steps: readonly Command[] = [
    { do: 'refer to community', to: 'provider-riverside' },
    { do: 'refer to reconnect', to: 'reconnect-northwest' },
    { do: 'record pre-release meeting', mode: 'video', with: 'provider-riverside' },
    { do: 'supply naloxone' },
  ];
  it.each(steps)('comes back to what is planned: $do', (step) =>
    expect(away(reason).when(step, on('2026-06-08')).decision).toHaveLength(1),
  );

  it('has no clock until the release is expected again', () => {
    expect(releaseClock(away(reason).state)).toMatchObject({ released: { reason } });
    const back = away(reason)
      .when({ do: 'change release date', expected: '2026-06-26', reason: 'back' }, on('2026-06-08'))
      .then();
    expect(releaseClock(back.state)).toEqual({ expected: '2026-06-26' });
    expect(status(back.state)).toBe('planned');
  });

  it('is released once after all', () => {
    const release: Command = { do: 'record release', date: '2026-06-12', reason: 'released' };
    const released = away(reason).when(release, on('2026-06-12')).then();
    expect(releaseClock(released.state)).toMatchObject({ released: { date: '2026-06-12', reason: 'released' } });
    released.when(release, on('2026-06-13')).thenRefused('ALREADY_RELEASED');
  });
});
