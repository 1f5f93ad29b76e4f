import { content } from '#pathway/asked';
import type { Corrected, Decider, Decision, Instant } from '#pathway/decider';
import { isRefusal, refuse } from '#pathway/decider';
import type { Given } from '#pathway/given';

type AnyFact = { readonly type: string; readonly occurredAt: Instant };

/** An event of one stream as read back: its id and the fact, or the correction, that it holds. */
export interface Recorded<F extends AnyFact> {
  readonly id: string;
  readonly fact: F | Corrected<F>;
}

/** Restates a recorded step: the fields given here replace those recorded; the others stand. */
export interface Correct<Command> {
  readonly do: 'correct';
  readonly corrects: string;
  readonly why: string;
  readonly occurredAt?: Instant;
  readonly as: Partial<Command> & { readonly do: string };
}

export const isCorrect = <C extends { readonly do: string }>(command: C | Correct<C>): command is Correct<C> =>
  command.do === 'correct';

export const correctionRefusals = {
  NOTHING_TO_CORRECT: 'There is no such step here to correct.',
  ANOTHER_PERSON: 'A step stays with the person it was recorded for. Record it for the other person instead.',
  ANOTHER_STEP: 'The step you want to correct was recorded by another command.',
} as const;

export const isCorrection = (fact: AnyFact): fact is Corrected<AnyFact> => fact.type.endsWith('Corrected');

/** What a fact of this type stands for: a correction for what it corrects, any other for itself. */
export const uncorrected = (type: string): string => type.replace(/Corrected$/, '');

/** The facts as they stand, in recorded order: each correction stands in the place of what it corrects. */
export function standing<F extends AnyFact>(history: readonly Recorded<F>[]): readonly { id: string; fact: F }[] {
  const corrected = new Map<string, F>();
  for (const { fact } of history) if (isCorrection(fact)) corrected.set(fact.corrects, fact.fact as F);
  return history
    .filter(({ fact }) => !isCorrection(fact))
    .map(({ id, fact }) => ({ id, fact: corrected.get(id) ?? (fact as F) }));
}

export const fold = <F extends AnyFact, State>(
  decider: Pick<Decider<string, never, F, State, never, string>, 'initial' | 'evolve'>,
  history: readonly Recorded<F>[],
): State => standing(history).reduce((state, { fact }) => decider.evolve(state, fact), decider.initial);

const hasFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The step with the fields given, within fields too: a result for one substance leaves that for the other. */
function restated<Part>(step: Part, given: unknown): Part {
  if (!hasFields(step) || !hasFields(given)) return given as Part;
  const fields = Object.entries(given).map(([name, value]) => [name, restated(step[name], value)]);
  return { ...step, ...(Object.fromEntries(fields) as Partial<Part>) };
}

/** What is sealed with one person's key cannot become another's. */
const personOf = (step: object): unknown => ('personId' in step ? step.personId : undefined);
const ofAnother = (given: object, step: object): boolean =>
  personOf(given) !== undefined && personOf(given) !== personOf(step);

/**
 * Decides the original step again, at its place in the history, with the corrected fields. What follows it in the
 * history does not have to be possible any more: the journey deals with the consequences.
 */
export function decideCorrection<
  Command extends { do: string },
  F extends AnyFact,
  State,
  G extends Given,
  Code extends string,
>(
  decider: Decider<string, Command, F, State, G, Code>,
  history: readonly Recorded<F>[],
  correct: Correct<Command>,
  given: G,
): Decision<F | Corrected<F>, Code | keyof typeof correctionRefusals> {
  const facts = standing(history);
  const place = facts.findIndex(({ id }) => id === correct.corrects);
  const original = facts[place];
  if (!original) return refuse('NOTHING_TO_CORRECT', 'corrects');
  const step = decider.restate(original.fact);
  if (step?.do !== correct.as.do) return refuse('ANOTHER_STEP', 'corrects');
  if (ofAnother(correct.as, step)) return refuse('ANOTHER_PERSON', 'personId');
  const before = facts.slice(0, place).reduce((state, { fact }) => decider.evolve(state, fact), decider.initial);
  const decision = decider.decide(restated(step, correct.as), before, {
    ...given,
    occurredAt: correct.occurredAt ?? original.fact.occurredAt,
  });
  if (isRefusal(decision)) return decision;
  const fact = decision.find(({ type }) => type === original.fact.type) ?? decision[0];
  if (!fact || content(fact) === content(original.fact)) return [];
  return [
    {
      type: `${original.fact.type}Corrected`,
      occurredAt: given.now,
      corrects: original.id,
      why: correct.why,
      fact,
    } as unknown as Corrected<F>,
  ];
}
