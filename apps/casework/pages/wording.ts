import { factInWords, midSentence } from '#casework/pages/fact-words';
import { REFERENCE } from '#platform/provided';
import { organisation, type Reference } from '#pathway/reference';
import { day, dueMoment, moment } from '#pathway/spoken';
import { Inject, Injectable } from '@nestjs/common';

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
