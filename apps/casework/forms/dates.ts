import { isCivilDate, londonInstant } from '#pathway/calendar';
import type { CivilDate, Instant } from '#pathway/decider';

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

function monthOf(typed: string): number {
  const named = months.indexOf(typed.slice(0, 3).toLowerCase());
  return named >= 0 ? named + 1 : Number(typed);
}

/** Of two digits the century that lies nearer behind: nobody types a year a hundred years off. */
function yearOf(typed: string, thisYear: number): number {
  if (!/^\d{2}$/.test(typed)) return Number(typed);
  const year = 2000 + Number(typed);
  return year > thisYear + 10 ? year - 100 : year;
}

/** Day, month and year as people type them, the month in words too; undefined for a date that does not exist. */
export function typedDate(
  [day, month, year]: readonly [string, string, string],
  today: CivilDate,
): CivilDate | undefined {
  const parts = [yearOf(year, Number(today.slice(0, 4))), monthOf(month), Number(day)];
  const date = parts.map((part, index) => String(part).padStart(index === 0 ? 4 : 2, '0')).join('-');
  return isCivilDate(date) ? date : undefined;
}

/** `21:40`, `2140`, `9.40pm`, `9pm`, `midday`: a time of day as `HH:mm`; undefined for what is none. */
export function typedTime(typed: string): string | undefined {
  const text = typed.trim().toLowerCase().replaceAll(' ', '');
  const [, hours, minutes = '00', half] = /^(\d{1,2})(?:[:.]?(\d{2}))?(am|pm)?$/.exec(named[text] ?? text) ?? [];
  const hour = hourOf(Number(hours), half);
  return hour < 24 && Number(minutes) < 60 ? `${String(hour).padStart(2, '0')}:${minutes}` : undefined;
}

const named: Readonly<Record<string, string>> = { midday: '12:00', noon: '12:00', midnight: '00:00' };

/** Of 24; not a number where it is none. */
function hourOf(typed: number, half: string | undefined): number {
  if (half === undefined) return typed;
  return typed >= 1 && typed <= 12 ? (typed % 12) + (half === 'pm' ? 12 : 0) : NaN;
}

/** A date and a time of day in Europe/London as an instant. */
export function typedMoment(date: CivilDate | undefined, time: string): Instant | undefined {
  const clock = typedTime(time);
  return date === undefined || clock === undefined ? undefined : londonInstant(date, clock);
}
