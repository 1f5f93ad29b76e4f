import { addCalendarMonths } from '#pathway/calendar';
import type { CivilDate, Refusal } from '#pathway/decider';
import { refuse } from '#pathway/decider';
import type { RequirementRules } from '#pathway/reference';

export const complianceRefusals = {
  NOT_A_FAILURE: 'Declining a treatment reasonably is not a failure to comply. Record nothing here.',
  MUST_BE_BREACH: 'The person was warned within the 12 months before. Another failure must be breach.',
  NOT_INTENSIVE: 'Only a requirement under an intensive supervision court can be sanctioned in this way.',
  DAYS_NOT_WHOLE: 'Give the days as a whole number; custody is at least 1 day.',
  SANCTION_TOO_LONG: 'Custody for this long is more than an intensive supervision court may impose at a time.',
  SANCTIONS_USED_UP: 'The court has imposed custody under this requirement as many times as it may.',
} as const;
type Code = keyof typeof complianceRefusals;

/** Whether a failure on that day falls within the months after a warning, the same date a year later included. */
export const warnedWithin = (months: number, warnings: readonly CivilDate[], failed: CivilDate): boolean =>
  warnings.some((warned) => warned <= failed && failed <= addCalendarMonths(warned, months));

export function whyNotSanctioned(
  { kind, days }: { readonly kind: 'custody' | 'other'; readonly days: number },
  custodyBefore: number,
  rules: RequirementRules,
): Refusal<Code> | undefined {
  if (!Number.isInteger(days) || days < (kind === 'custody' ? 1 : 0)) return refuse('DAYS_NOT_WHOLE', 'days');
  if (kind === 'other') return undefined;
  if (days > rules.sanctionCustodyDays) return refuse('SANCTION_TOO_LONG', 'days');
  return custodyBefore >= rules.sanctionCustodyTimes ? refuse('SANCTIONS_USED_UP') : undefined;
}
