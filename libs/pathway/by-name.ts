import type { Decision } from '#pathway/decider';

/** How each fact of a stage, by its type, changes the state. */
export type Evolves<F extends { type: string }, State> = {
  readonly [Type in F['type']]: (state: State, fact: F & { type: Type }) => State;
};

/** How each command of a stage, by its name, is decided. */
export type Decides<Command extends { do: string }, F, State, Given, Code extends string> = {
  readonly [Do in Command['do']]: (command: Command & { do: Do }, state: State, given: Given) => Decision<F, Code>;
};

export const evolveBy =
  <F extends { type: string }, State>(evolves: Evolves<F, State>) =>
  (state: State, fact: F): State =>
    evolves[fact.type as F['type']](state, fact);

export const decideBy =
  <Command extends { do: string }, F, State, Given, Code extends string>(
    decides: Decides<Command, F, State, Given, Code>,
  ) =>
  (command: Command, state: State, given: Given): Decision<F, Code> =>
    decides[command.do as Command['do']](command, state, given);
