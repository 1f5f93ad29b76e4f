import { civilDate, londonInstant } from '#pathway/calendar';
import type { CivilDate, Instant } from '#pathway/decider';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const REMEMBERED = 200_000;

/** Remembers what was computed, up to a bound. */
export function remembered<Key, Value>(compute: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>();
  return (key) => {
    const value = known.get(key) ?? compute(key);
    if (known.size >= REMEMBERED) known.clear();
    known.set(key, value);
    return value;
  };
}

const dayOfHour = remembered((hour: number): CivilDate => civilDate(new Date(hour * HOUR).toISOString()));

/** The date it was in London. Clocks change on the hour, so every moment of an hour of UTC falls on the same date. */
export const dayAt = (milliseconds: number): CivilDate => dayOfHour(Math.floor(milliseconds / HOUR));

export const londonDay = (instant: Instant): CivilDate => dayAt(Date.parse(instant));

/** The first moment of a day in London. */
export const startOfDay = remembered((day: CivilDate): Instant => londonInstant(day, '00:00'));

export const daysFrom = (from: CivilDate, to: CivilDate): number => (Date.parse(to) - Date.parse(from)) / DAY;
export const plusDays = (day: CivilDate, days: number): CivilDate =>
  new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10);
