import { deadlineInWorkingDays, workingHoursBetween } from '#pathway/calendar';
import type { CivilDate, Instant } from '#pathway/decider';
import { ofKind, partnershipOf, rowOn, type Organisation, type Reference } from '#pathway/reference';
import { londonDay, remembered } from '#read-models/analytics/days';
import { every, last, type History, type Kept } from '#read-models/analytics/history';

export interface Place {
  readonly authority: string;
  readonly partnership: string | null;
  readonly region: string | null;
  readonly force: string | null;
}

/** The reference data as counting asks for it, looked up once for each code. */
export interface Places {
  readonly reference: Reference;
  readonly organisation: (code: string, on: CivilDate) => Organisation | undefined;
  readonly place: (authority: string, on: CivilDate) => Place;
  readonly substanceGroup: (codes: readonly string[], on: CivilDate) => string;
  /** 17:00 on the last of so many working days. */
  readonly deadline: (day: CivilDate, workingDays: number) => Instant;
  readonly workingMinutes: (from: Instant, to: Instant) => number;
}

const NOT_KNOWN = 'not-known';
/** What an arrest test or a prison test looks for, as the substance it counts under. */
const TESTED: Readonly<Record<string, string>> = { opiates: 'opiate' };

export function placesOf(reference: Reference): Places {
  const organisations = remembered((code: string) => reference.organisations.filter((row) => row.code === code));
  const regions = new Map(reference.authorities.map(({ code, region }) => [code, region]));
  const locate = (authority: string, on: CivilDate): Place => {
    const partnership = partnershipOf(reference, authority, on);
    const suite = ofKind(reference, 'police-custody', on).find(({ authorities }) => authorities.includes(authority));
    return {
      authority,
      partnership: partnership?.code ?? null,
      region: regions.get(authority) ?? partnership?.region ?? null,
      force: suite?.force ?? null,
    };
  };
  const substances = remembered((code: string) => reference.substances.filter((row) => row.code === code));
  const groupOf = (code: string, on: CivilDate) => {
    return rowOn(substances(code), on)?.group ?? 'non-opiate';
  };
  const placed = remembered((authority: string) => remembered((on: CivilDate) => locate(authority, on)));
  const deadlines = remembered((days: number) =>
    remembered((day: CivilDate) => deadlineInWorkingDays(day, days, reference.bankHolidays)),
  );
  const minutes = remembered((interval: string) => {
    const [from = '', to = ''] = interval.split(' ');
    return Math.round(workingHoursBetween(from, to, reference.bankHolidays) * 60);
  });
  return {
    reference,
    organisation: (code, on) => rowOn(organisations(code), on),
    place: (authority, on) => placed(authority)(on),
    substanceGroup: (codes, on) => substanceGroup(codes.map((code) => groupOf(TESTED[code] ?? code, on))),
    deadline: (day, workingDays) => deadlines(workingDays)(day),
    workingMinutes: (from, to) => minutes(`${from} ${to}`),
  };
}

/** Source: the hierarchy of the National Drug Treatment Monitoring System; any opiate stands before all else. */
function substanceGroup(groups: readonly string[]): string {
  if (groups.length === 0) return NOT_KNOWN;
  if (groups.includes('opiate')) return 'opiate';
  if (!groups.includes('alcohol')) return 'non-opiate-only';
  return groups.includes('non-opiate') ? 'non-opiate-and-alcohol' : 'alcohol-only';
}

/** Source: the NHS data dictionary's ethnic categories, 16+1, in their five groups. */
const ethnicGroups: readonly (readonly [string, string])[] = [
  ['ABC', 'white'],
  ['DEFG', 'mixed'],
  ['HJKL', 'asian'],
  ['MNP', 'black'],
  ['RS', 'other'],
  ['Z', 'not-stated'],
];

export const bandStarts = [18, 30, 50] as const;

export function ageBand(age: number | null): string {
  if (age === null) return NOT_KNOWN;
  if (age < 18) return 'under-18';
  if (age < 30) return '18-29';
  return age < 50 ? '30-49' : '50-and-over';
}

/** The month of birth counts from its first day: the day is not kept. */
export function ageFrom(birthMonth: string | undefined, day: CivilDate): number | null {
  if (!birthMonth || !/^\d{4}-\d{2}$/.test(birthMonth)) return null;
  const years = Number(day.slice(0, 4)) - Number(birthMonth.slice(0, 4));
  return day.slice(5, 7) < birthMonth.slice(5, 7) ? years - 1 : years;
}

/** Who somebody is, as far as counting knows: the record kept of a merged person speaks for all of it. */
export interface Someone {
  readonly birthMonth: string | undefined;
  readonly sex: string;
  readonly ethnicGroup: string;
  /** Where they lived, from which day; the earliest holds for all time before it. */
  readonly residences: readonly { readonly from: CivilDate; readonly authority: string }[];
}

export function someone(history: History): Someone {
  const facts = history.instance('person', history.personId);
  const registered = last(facts, 'PersonRegistered')?.fact;
  const details = every(facts, 'PersonRegistered', 'PersonDetailsChanged').map(({ fact }) => fact);
  const ethnicity = details.findLast((fact) => fact.ethnicity !== undefined)?.ethnicity ?? '';
  return {
    birthMonth: registered?.birthMonth,
    sex: details.findLast((fact) => fact.sex !== undefined)?.sex ?? 'unknown',
    ethnicGroup: ethnicGroups.find(([codes]) => ethnicity !== '' && codes.includes(ethnicity))?.[1] ?? NOT_KNOWN,
    residences: every(facts, 'PersonRegistered', 'ResidenceChanged').map(({ fact }) => ({
      from: londonDay(fact.occurredAt),
      authority: fact.residence,
    })),
  };
}

export const residenceOn = ({ residences }: Someone, day: CivilDate): string =>
  (residences.findLast(({ from }) => from <= day) ?? residences[0])?.authority ?? NOT_KNOWN;

/** A release counts where the person was last said to live by that day, be it by the person's record or the prison's plan. */
export function residenceOnRelease(who: Someone, facts: readonly Kept[], day: CivilDate): string {
  const planned = every(facts, 'ReleasePlanned')
    .filter(({ fact }) => fact.residence !== undefined && fact.residence !== NOT_KNOWN)
    .map(({ fact }) => ({ from: londonDay(fact.occurredAt), authority: fact.residence }));
  const said = [...who.residences, ...planned].sort((one, other) =>
    one.from < other.from ? -1 : Number(one.from > other.from),
  );
  return residenceOn({ ...who, residences: said }, day);
}
