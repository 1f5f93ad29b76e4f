import { arrestTest, type ArrestTestCommand, type Result } from '#pathway/arrest-test';
import { given } from '#test/support/stage';

export type Asking<Do extends ArrestTestCommand['do']> = Extract<ArrestTestCommand, { do: Do }>;

export const request: Asking<'request test'> = {
  do: 'request test',
  personId: '6f1c4a52-0000-4ac9-9a41-3f7be0a1c0aa',
  detention: 'arrested',
  custodyRecord: 'BD/1001/26',
  ground: 'trigger',
  offence: 'TA68-1',
};
export const taken: Asking<'record sample'> = { do: 'record sample', sample: 'taken' };
export const result = (cocaine: Result, opiates: Result = cocaine) =>
  ({ do: 'record result', results: { cocaine, opiates } }) satisfies ArrestTestCommand;
export const impose: Asking<'impose required assessment'> = {
  do: 'impose required assessment',
  initial: '2026-03-04T10:00:00Z',
  place: 'Riverside House',
};
export const dispute: Asking<'dispute result'> = { do: 'dispute result', reason: 'medication' };
export const laboratory = (confirmed: boolean) =>
  ({ do: 'record laboratory result', confirmed }) satisfies ArrestTestCommand;
export const assessment = (which: 'initial' | 'follow-up', attended: boolean, followUpNeeded?: boolean) =>
  ({ do: 'record assessment', which, attended, followUpNeeded }) satisfies ArrestTestCommand;

/** A test on which these steps were recorded, one after the other. */
export const tested = (...steps: readonly ArrestTestCommand[]) =>
  steps.reduce((so, step) => {
    const recorded = so.when(step);
    expect(recorded.decision).not.toHaveProperty('refused');
    return recorded.then();
  }, given(arrestTest));
/** What is given where the person was born on this day. */
export const born = (dateOfBirth: string) => ({ person: { dateOfBirth } });
export const inspector = { ...request, ground: 'inspector', offence: undefined } as const;
export const hale = { name: 'Inspector Hale', grounds: 'paraphernalia found' };
