import { nearestFirst, theOneNearby } from '#casework/forms/directory-options';
import type { FormContext } from '#casework/forms/question';
import { courts } from '#casework/treatment-requirement/requirement-in';
import { closing } from '#test/support/reference';

const LIVERPOOL = 'E08000012';
const home = () => LIVERPOOL;

const context = (closed: string, day: string, more: Partial<FormContext> = {}) =>
  ({ reference: closing(closed, '2026-03-31'), now: `${day}T12:00:00Z`, ...more }) as unknown as FormContext;

const offered = (closed: string, options: (asked: FormContext) => readonly { value: string }[]) =>
  (['2026-03-31', '2026-04-01'] as const).map((day) =>
    options(context(closed, day)).some(({ value }) => value === closed),
  );

describe('The services that a form offers', () => {
  it('are those that are open that day', () => {
    expect(offered('provider-riverside', nearestFirst('treatment-provider', home))).toEqual([true, false]);
    expect(offered('court-albion-crown', courts)).toEqual([true, false]);
  });

  it('are filled in where one alone serves that day', () => {
    const known = (day: string) => theOneNearby('treatment-provider', home)(context('provider-riverside', day));
    expect(known('2026-03-31')).toMatchObject({ value: 'provider-riverside' });
    expect(known('2026-04-01')).toBeUndefined();
  });

  it('are any, each once, where a step is put right', () => {
    const correcting = context('court-albion-crown', '2026-04-01', { correcting: true });
    const moved = correcting.reference.organisations.map((row) => ({ ...row, from: '2026-04-01', to: undefined }));
    const reference = { ...correcting.reference, organisations: [...correcting.reference.organisations, ...moved] };
    const codes = courts({ ...correcting, reference }).map(({ value }) => value);
    expect(codes).toContain('court-albion-crown');
    expect(new Set(codes).size).toBe(codes.length);
  });
});
