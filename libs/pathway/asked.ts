import { civilDate, londonInstant } from '#pathway/calendar';
import type { CivilDate, Instant } from '#pathway/decider';

/** A recorded step, as the command that would record it, and when it happened. */
export interface Asked<Command> {
  readonly at: Instant;
  readonly step: Command;
}

/** JSON text that is the same for the same content, whatever the order of the fields. */
export const content = (value: unknown): string =>
  JSON.stringify(value, (_name, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );

/** Whether the very same step is recorded already as happening at the very same moment. */
export function askedAlready<Command>(asked: readonly Asked<Command>[], step: Command, at: Instant): boolean {
  const sought = content(step);
  return asked.some((earlier) => earlier.at === at && content(earlier.step) === sought);
}

/**
 * The moment of something known by its date: the moment said where it lies on that date, else the start of that day in
 * London, or `notBefore` where that is later.
 */
export function momentOn(date: CivilDate, said: Instant, notBefore?: Instant): Instant {
  if (civilDate(said) === date) return said;
  const start = londonInstant(date, '00:00');
  return notBefore !== undefined && notBefore > start ? notBefore : start;
}
