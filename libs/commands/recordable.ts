import type { Caller } from '#access/caller';
import type { LoggedFact } from '#commands/log';
import type { Envelope } from '#commands/step';
import type { Correct } from '#pathway/corrections';
import type { Decider } from '#pathway/decider';
import type { Given, GivenPerson } from '#pathway/given';
import type { Reference } from '#pathway/reference';
import type { PathwayFact, StageFact, StageName } from '#pathway/stages';

export type Asked = { readonly do: string };
type Stage<C extends Asked, F extends StageFact, S, G extends Given> = Decider<StageName, C, F, S, G, string>;

/** What a decision is about: what is asked, and what stands. */
export interface About<C extends Asked, S> {
  readonly instance: string;
  readonly personId: string;
  readonly command: C | Correct<C>;
  readonly state: S;
  readonly facts: readonly LoggedFact[];
}

/** One stage as the recording needs it: its decider, who runs an episode, what its decisions are given beyond the person. */
export interface Recordable<C extends Asked, F extends StageFact, S, G extends Given> {
  readonly decider: Stage<C, F, S, G>;
  readonly runBy: (
    state: S,
    reference: Reference,
    facts: readonly LoggedFact[],
  ) => readonly string[] | Promise<readonly string[]>;
  /** The instance an opening command opens; by default one derived from the command's id. */
  readonly opens?: (command: C | Correct<C>, caller: Caller) => string;
  /** The same, having looked at what is there: asked where that instance could not be opened. */
  readonly opensInstead?: (command: C | Correct<C>, caller: Caller) => Promise<string>;
  /** Before what was decided is appended. @throws Refused where it may not be, after all */
  readonly follows?: (about: Pick<About<C, S>, 'instance' | 'facts'>, decided: readonly PathwayFact[]) => Promise<void>;
  readonly gather: (given: GivenPerson, about: About<C, S>) => Promise<G>;
}

/** A command as it is asked: without an instance where it opens one. */
export interface Asking<C extends Asked> {
  readonly instance: string | undefined;
  readonly command: C | Correct<C>;
  readonly envelope: Envelope;
}
