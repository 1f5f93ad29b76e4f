import { addDays, civilDate, londonTime } from '#pathway/calendar';
import type { CivilDate, Instant } from '#pathway/decider';
import { Temporal } from 'temporal-polyfill';

/** How days and moments are said to people, on pages and in e-mails alike; in Europe/London. */

const LONDON = 'Europe/London';
const dayIn = new Intl.DateTimeFormat('en-GB', { timeZone: LONDON, day: 'numeric', month: 'long', year: 'numeric' });
const weekdayIn = new Intl.DateTimeFormat('en-GB', { timeZone: LONDON, weekday: 'long' });
const clockIn = new Intl.DateTimeFormat('en-GB', {
  timeZone: LONDON,
  hour: 'numeric',
  minute: '2-digit',
  hour12: true,
});

/** In milliseconds since 1970; of a civil date, a moment of its day. */
const at = (date: CivilDate): number =>
  Temporal.Instant.from(date.length === 10 ? `${date}T12:00:00Z` : date).epochMilliseconds;

/** `2 March 2026`, of a civil date or of an instant. */
export const day = (date: CivilDate): string => dayIn.format(at(date));

/** `9:40pm`; midday and midnight in words, as GOV.UK writes them. */
function clock(instant: Instant): string {
  const time = clockIn.format(at(instant)).replace(' ', '').toLowerCase().replace(':00', '');
  return (
    ({ '12am': 'midnight', '12pm': 'midday', '0am': 'midnight', '0pm': 'midday' } as Record<string, string>)[time] ??
    time
  );
}

/** `2 March 2026 at 9:40pm`. */
export const moment = (instant: Instant): string => `${day(instant)} at ${clock(instant)}`;

const weekday = (date: string): string => weekdayIn.format(at(date));

/** `Monday 2 March 2026`: the day that ends at an instant, or that it falls on. */
export function dueDay(instant: Instant): string {
  const last = londonTime(instant) === '00:00' ? addDays(civilDate(instant), -1) : civilDate(instant);
  return `${weekday(last)} ${day(last)}`;
}

/** `Monday 2 March 2026 at 5pm`, `the end of Monday 2 March 2026`: for what is due by then. */
export function dueMoment(instant: Instant): string {
  if (londonTime(instant) !== '00:00') return `${weekday(instant)} ${moment(instant)}`;
  return `the end of ${dueDay(instant)}`;
}
