import { civilDate } from '#pathway/calendar';
import { type CivilDate, type Refusal, refuse } from '#pathway/decider';
import type { Given } from '#pathway/given';
import { inForce, isInForce, type Reference } from '#pathway/reference';

export const substanceRefusals = {
  UNKNOWN_SUBSTANCE: 'There is no such substance. Name only those that the reference data holds for that day.',
} as const;
type Refused = Refusal<keyof typeof substanceRefusals> | undefined;

export const isSubstance = (reference: Reference, code: string, on: CivilDate): boolean =>
  reference.substances.some((row) => row.code === code && isInForce(row, on));

export const whyNotSubstances = (codes: readonly string[], { reference, occurredAt }: Given): Refused =>
  codes.every((code) => isSubstance(reference, code, civilDate(occurredAt)))
    ? undefined
    : refuse('UNKNOWN_SUBSTANCE', 'substances');

/** A test may also look for what samples are tested for on arrest, which has names of its own: `opiates`. */
export function whyNotTestedFor(results: object, { reference, occurredAt }: Given): Refused {
  const on = civilDate(occurredAt);
  const onArrest = inForce(reference.regimes, on)?.substances ?? [];
  return Object.keys(results).every((code) => onArrest.includes(code) || isSubstance(reference, code, on))
    ? undefined
    : refuse('UNKNOWN_SUBSTANCE', 'results');
}
