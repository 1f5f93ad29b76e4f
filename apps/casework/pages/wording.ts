import { factInWords, midSentence } from '#casework/pages/fact-words';
import { REFERENCE } from '#platform/provided';
import { addDays, civilDate, londonTime } from '#pathway/calendar';
import type { CivilDate, Instant } from '#pathway/decider';
import { organisation, type Reference } from '#pathway/reference';
import { Inject, Injectable } from '@nestjs/common';

const LONDON = 'Europe/London';
const dayIn = new Intl.DateTimeFormat('en-GB', { timeZone: LONDON, day: 'numeric', month: 'long', year: 'numeric' });
const weekdayIn = new Intl.DateTimeFormat('en-GB', { timeZone: LONDON, weekday: 'long' });
const clockIn = new Intl.DateTimeFormat('en-GB', {
  timeZone: LONDON,
  hour: 'numeric',
  minute: '2-digit',
  hour12: true,
});

/** A civil date as a moment of its day. */
const noon = (date: CivilDate) => new Date(`${date}T12:00:00Z`);

/** `2 March 2026`, of a civil date or of an instant in Europe/London. */
export const day = (date: CivilDate): string => dayIn.format(date.length === 10 ? noon(date) : new Date(date));

/** `9:40pm`; midday and midnight in words, as GOV.UK writes them. */
function clock(instant: Instant): string {
  const time = clockIn.format(new Date(instant)).replace(' ', '').toLowerCase().replace(':00', '');
  return (
    ({ '12am': 'midnight', '12pm': 'midday', '0am': 'midnight', '0pm': 'midday' } as Record<string, string>)[time] ??
    time
  );
}

/** `2 March 2026 at 9:40pm`, in Europe/London. */
export const moment = (instant: Instant): string => `${day(instant)} at ${clock(instant)}`;

const weekday = (date: string): string => weekdayIn.format(date.length === 10 ? noon(date) : new Date(date));

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

/** `no-fixed-abode` → `No fixed abode`. */
export const plainly = (code: string): string => {
  const words = code.replaceAll('-', ' ');
  return `${words[0]?.toUpperCase() ?? ''}${words.slice(1)}`;
};

/** How things are said on every page. */
@Injectable()
export class Wording {
  constructor(@Inject(REFERENCE) private readonly reference: Reference) {}

  /** Its name in the directory; the code where it has left it. What follows by itself is recorded by Throughcare. */
  readonly organisation = (code: string): string =>
    code === 'throughcare' ? 'Throughcare' : (organisation(this.reference, code)?.name ?? code);

  /** A local authority, or where else a person lives. */
  readonly residence = (code: string): string => {
    if (code === 'no-fixed-abode') return 'No fixed abode';
    if (code === 'not-known') return 'Not known';
    return this.reference.authorities.find((authority) => authority.code === code)?.name ?? code;
  };

  /** A service, a place or an offence by its name; undefined for what is no code of these. */
  readonly named = (code: string): string | undefined => {
    const place = this.residence(code);
    if (place !== code) return place;
    const service = this.organisation(code);
    if (service !== code) return service;
    return this.reference.triggerOffences.find((offence) => offence.code === code)?.title;
  };

  /** By these names in templates. */
  readonly filters = {
    day,
    moment,
    dueMoment,
    factInWords,
    midSentence,
    plainly,
    organisation: this.organisation,
    residence: this.residence,
  };
}
