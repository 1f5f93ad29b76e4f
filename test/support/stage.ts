import { isRefusal } from '#pathway/decider';
import type { Decider, Decision, Instant } from '#pathway/decider';
import type { GivenPerson } from '#pathway/given';
import { reference } from '#test/support/reference';

type AnyFact = { readonly type: string; readonly occurredAt: Instant };

/** A person of 34, living in Liverpool, dealt with at the Brunswick Dock custody suite on a Monday night. */
export const standardGiven: GivenPerson = {
  now: '2026-03-02T22:00:00Z',
  occurredAt: '2026-03-02T22:00:00Z',
  by: { organisation: 'custody-brunswick', kind: 'police-custody' },
  reference,
  id: '0d2f5a52-52a2-4ac9-9a41-3f7be0a1c001',
  person: { dateOfBirth: '1991-04-02', residence: 'E08000012' },
};

/** Where only one of `now` and `occurredAt` is said, the other is the same. */
export const givenWith = (said: Partial<GivenPerson>): GivenPerson => ({
  ...standardGiven,
  now: said.occurredAt ?? standardGiven.now,
  occurredAt: said.now ?? standardGiven.occurredAt,
  ...said,
});

/** The facts so far; a command; and what must come of it, as `toMatchObject`: fields left out are not looked at. */
export function given<Command, F extends AnyFact, State, Code extends string>(
  decider: Decider<string, Command, F, State, GivenPerson, Code>,
  ...facts: readonly F[]
) {
  const state = facts.reduce(decider.evolve, decider.initial);
  return {
    state,
    when(command: Command, said: Partial<GivenPerson> = {}) {
      const decision: Decision<F, Code> = decider.decide(command, state, givenWith(said));
      const recorded = isRefusal(decision) ? [] : decision;
      return {
        decision,
        /** The state once what was decided is recorded too. */
        then: () => given(decider, ...facts, ...recorded),
        thenRecords: (...expected: readonly (Partial<F> & { type: F['type'] })[]) =>
          expect(decision).toMatchObject(expected),
        thenRecordsNothing: () => expect(decision).toEqual([]),
        thenRefused(code: Code, field?: string) {
          expect(decision).toEqual(
            field === undefined ? expect.objectContaining({ refused: code }) : { refused: code, field },
          );
          expect(decider.refusals[code]).toMatch(/^[A-Z].*\.$/s);
        },
      };
    },
  };
}
