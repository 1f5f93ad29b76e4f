import type { CivilDate, Instant } from '#pathway/decider';
import { Temporal } from 'temporal-polyfill';

/** Bank holidays of England and Wales, as civil dates. */
export type BankHolidays = ReadonlySet<CivilDate>;

const LONDON = 'Europe/London';
const DAY_OPENS = '09:00';
const DAY_CLOSES = '17:00';

const plain = (date: CivilDate) => Temporal.PlainDate.from(date);
const seconds = (instant: Instant) => Temporal.Instant.from(instant).epochMilliseconds / 1000;

const REMEMBERED_MOST = 10_000;

/** The same few days are asked about again and again, and each answer takes a time zone's rules to find. */
function remembered<Value>(find: (key: string) => Value): (key: string) => Value {
  const known = new Map<string, Value>();
  return (key) => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const value = find(key);
    if (known.size >= REMEMBERED_MOST) known.clear();
    known.set(key, value);
    return value;
  };
}

/** Nobody here was born before the first of these years, and nothing is fixed for after the last: others are slips. */
const [FIRST_YEAR, LAST_YEAR] = ['1880', '2200'];

/** Whether this is a date that exists, written `2026-03-02`, and that somebody's record can be about. */
export function isCivilDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text < FIRST_YEAR || text.slice(0, 4) > LAST_YEAR) return false;
  try {
    plain(text);
    return true;
  } catch {
    return false;
  }
}

const dateIn = (instant: Instant): CivilDate =>
  Temporal.Instant.from(instant).toZonedDateTimeISO(LONDON).toPlainDate().toString();
const dateInHour = remembered((hour) => dateIn(`${hour}:00:00Z`));
const IN_UTC = /^(\d{4}-\d{2}-\d{2}T\d{2}):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?Z$/;

/** The date it was in Europe/London at this instant. */
export function civilDate(instant: Instant): CivilDate {
  const hour = IN_UTC.exec(instant)?.[1];
  return hour === undefined ? dateIn(instant) : dateInHour(hour);
}

const instantOf = remembered((moment) =>
  Temporal.PlainDateTime.from(moment).toZonedDateTime(LONDON).toInstant().toString({ smallestUnit: 'second' }),
);

/**
 * The instant of a time of day in Europe/London, `HH:mm`; `24:00` is the end of that day, the next midnight. A time that
 * the clocks skip moves on by the hour skipped; of a time that comes twice it is the first.
 */
export function londonInstant(date: CivilDate, time: string): Instant {
  const [day, clock] = time === '24:00' ? [dayAfter(date), '00:00'] : [date, time];
  return instantOf(`${day}T${clock}`);
}

/** The time of day it was in Europe/London at this instant: `21:40`. */
export const londonTime = (instant: Instant): string =>
  Temporal.Instant.from(instant).toZonedDateTimeISO(LONDON).toPlainTime().toString({ smallestUnit: 'minute' });

export const addDays = (date: CivilDate, days: number): CivilDate => plain(date).add({ days }).toString();

/** Calendar days from one date to another; negative where `to` comes first. */
export const daysBetween = (from: CivilDate, to: CivilDate): number => plain(from).until(plain(to)).days;

/** The same day so many months later, or the last of that month where it has no such day. */
export const addCalendarMonths = (date: CivilDate, months: number): CivilDate => plain(date).add({ months }).toString();

const isWeekday = remembered((date) => plain(date).dayOfWeek <= 5);
const dayAfter = remembered((date) => addDays(date, 1));

/** Monday to Friday outside the bank holidays. */
export const isWorkingDay = (date: CivilDate, bankHolidays: BankHolidays): boolean =>
  isWeekday(date) && !bankHolidays.has(date);

/** The day it starts is day 0, whether a working day or not: from a Saturday, 1 is the next working day. */
export function addWorkingDays(date: CivilDate, days: number, bankHolidays: BankHolidays): CivilDate {
  let day = date;
  for (let left = days; left > 0;) {
    day = dayAfter(day);
    if (isWorkingDay(day, bankHolidays)) left -= 1;
  }
  return day;
}

/** Working days after `from`, up to and including `to`: 0 where `to` is not later. */
export function workingDaysBetween(from: CivilDate, to: CivilDate, bankHolidays: BankHolidays): number {
  let count = 0;
  for (let day = addDays(from, 1); day <= to; day = dayAfter(day)) if (isWorkingDay(day, bankHolidays)) count += 1;
  return count;
}

/** 17:00 in London on the last of so many working days; the day it starts is day 0. */
export const deadlineInWorkingDays = (date: CivilDate, days: number, bankHolidays: BankHolidays): Instant =>
  londonInstant(addWorkingDays(date, days, bankHolidays), DAY_CLOSES);

/** The end, in London, of the last of so many calendar days; the day it starts is day 0. */
export const deadlineInDays = (date: CivilDate, days: number): Instant => londonInstant(addDays(date, days), '24:00');

/** Full years of age on a date. Whoever was born on 29 February is a year older on 1 March of a common year. */
export function ageOn(dateOfBirth: CivilDate, date: CivilDate): number {
  const years = Number(date.slice(0, 4)) - Number(dateOfBirth.slice(0, 4));
  return date.slice(5) < dateOfBirth.slice(5) ? years - 1 : years;
}

/** Elapsed minutes, fractions included; negative where `to` comes first. */
export const minutesBetween = (from: Instant, to: Instant): number => (seconds(to) - seconds(from)) / 60;

/** Elapsed hours, fractions included, that fall between 09:00 and 17:00 in London on working days; never negative. */
export function workingHoursBetween(from: Instant, to: Instant, bankHolidays: BankHolidays): number {
  const last = civilDate(to);
  let total = 0;
  for (let day = civilDate(from); day <= last; day = dayAfter(day)) {
    if (!isWorkingDay(day, bankHolidays)) continue;
    const opens = Math.max(seconds(from), seconds(londonInstant(day, DAY_OPENS)));
    const closes = Math.min(seconds(to), seconds(londonInstant(day, DAY_CLOSES)));
    total += Math.max(0, closes - opens);
  }
  return total / 3600;
}
