/** An instant in UTC, ISO 8601 with seconds: `2026-03-02T21:40:00Z`. */
export type Instant = string;
/** A civil date in Europe/London: `2026-03-02`. */
export type CivilDate = string;

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/** Something that happened. Its fields are JSON; its type is permanent. */
export type Fact<Type extends string, Fields = object> = {
  readonly type: Type;
  readonly occurredAt: Instant;
} & Readonly<Fields>;

/**
 * The whole fact as it should have read. It stands in for the event it names before any fold.
 * `occurredAt` is when the correction was made; the corrected fact carries its own.
 */
export type Corrected<F extends { type: string; occurredAt: Instant }> = F extends unknown
  ? {
      readonly type: `${F['type']}Corrected`;
      readonly occurredAt: Instant;
      readonly corrects: string;
      readonly why: string;
      readonly fact: F;
    }
  : never;

/** What a personal field reads as once the person's key has been destroyed. */
export const ERASED = '[erased]';

/** A no, from the closed set of its stage, naming the field it concerns where there is one. */
export interface Refusal<Code extends string = string> {
  readonly refused: Code;
  readonly field?: string;
}

export type Decision<F, Code extends string = string> = readonly F[] | Refusal<Code>;

export const refuse = <Code extends string>(refused: Code, field?: string): Refusal<Code> =>
  field === undefined ? { refused } : { refused, field };

export const isRefusal = (decision: unknown): decision is Refusal =>
  typeof decision === 'object' && decision !== null && 'refused' in decision;

/**
 * One stage: how its facts fold into a state, and how a command is decided.
 * `decide` is pure and total: it neither throws nor looks at a clock; everything it needs is in `given`.
 */
export interface Decider<Stage extends string, Command, F, State, Given, Code extends string> {
  readonly stage: Stage;
  readonly initial: State;
  readonly evolve: (state: State, fact: F) => State;
  readonly decide: (command: Command, state: State, given: Given) => Decision<F, Code>;
  /** The command that would record this fact; undefined where the fact is nobody's own step. */
  readonly restate: (fact: F) => Command | undefined;
  /** The words for every refusal. */
  readonly refusals: Readonly<Record<Code, string>>;
  /** The fields, of any of its facts, that are encrypted with the person's own key; dotted where nested. */
  readonly personal: readonly string[];
}
