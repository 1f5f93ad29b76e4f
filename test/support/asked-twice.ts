import { isRefusal } from '#pathway/decider';
import type { Decider, Instant } from '#pathway/decider';
import type { GivenPerson } from '#pathway/given';
import { givenWith } from '#test/support/stage';
import fc from 'fast-check';

type AnyFact = { readonly type: string; readonly occurredAt: Instant };
/** A command, and what of the given differs from the standard one. */
export type Asked<Command> = readonly [command: Command, said: Partial<GivenPerson>];

/**
 * Asked twice, it happens once: along any sequence of commands, asking for the same step again at once records nothing.
 * And whatever was recorded, restated as a command at its place, is decided as the same fact again.
 * Each kind of command named in `must` has to have been recorded at least once, so that the property says something.
 */
export function askedTwiceHappensOnce<Command extends { do: string }, F extends AnyFact, State, Code extends string>(
  decider: Decider<string, Command, F, State, GivenPerson, Code>,
  steps: fc.Arbitrary<Asked<Command>>,
  must: readonly Command['do'][],
): void {
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.array(steps, { minLength: 1, maxLength: 60, size: 'max' }), (sequence) => {
      let state = decider.initial;
      for (const [command, said] of sequence) {
        const given = givenWith(said);
        const decision = decider.decide(command, state, given);
        if (isRefusal(decision)) continue;
        if (decision.length > 0) seen.add(command.do);
        restatesItself(decider, state, decision, given);
        state = decision.reduce(decider.evolve, state);
        const again = decider.decide(command, state, given);
        if (!isRefusal(again)) expect({ command, again }).toEqual({ command, again: [] });
      }
    }),
    { numRuns: 300 },
  );
  expect([...seen]).toEqual(expect.arrayContaining([...must]));
}

function restatesItself<Command extends { do: string }, F extends AnyFact, State, Code extends string>(
  decider: Decider<string, Command, F, State, GivenPerson, Code>,
  before: State,
  recorded: readonly F[],
  given: GivenPerson,
): void {
  let state = before;
  for (const fact of recorded) {
    const command = decider.restate(fact);
    if (command) expect(decider.decide(command, state, given)).toEqual(expect.arrayContaining([fact]));
    state = decider.evolve(state, fact);
  }
}
