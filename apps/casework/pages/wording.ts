import { REFERENCE } from '#platform/provided';
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

/** `Monday 2 March 2026 at 5pm`: for what is due. */
export const dueMoment = (instant: Instant): string => `${weekdayIn.format(new Date(instant))} ${moment(instant)}`;

/** `SampleTaken` → `Sample taken`. */
export const factInWords = (type: string): string => {
  const words = type.replace(/(?<!^)([A-Z])/g, ' $1').toLowerCase();
  return `${words[0]?.toUpperCase() ?? ''}${words.slice(1)}`;
};

/** How things are said on every page. */
@Injectable()
export class Wording {
  constructor(@Inject(REFERENCE) private readonly reference: Reference) {}

  /** Its name in the directory; the code where it has left it. */
  readonly organisation = (code: string): string => organisation(this.reference, code)?.name ?? code;

  /** A local authority, or where else a person lives. */
  readonly residence = (code: string): string => {
    if (code === 'no-fixed-abode') return 'No fixed abode';
    if (code === 'not-known') return 'Not known';
    return this.reference.authorities.find((authority) => authority.code === code)?.name ?? code;
  };

  /** By these names in templates. */
  readonly filters = {
    day,
    moment,
    dueMoment,
    factInWords,
    organisation: this.organisation,
    residence: this.residence,
  };
}
