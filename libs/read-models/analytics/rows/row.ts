import type { CivilDate, Instant } from '#pathway/decider';
import { isStructured } from '#pathway/treatment';
import { ageBand, ageFrom, type Places, type Someone } from '#read-models/analytics/attributes';
import { dayAt, daysFrom } from '#read-models/analytics/days';
import { eventsOf, type History, type Kept, type KeptOf } from '#read-models/analytics/history';

/** What the rows of one person are made from. */
export interface Source {
  readonly history: History;
  readonly who: Someone;
  readonly places: Places;
}

/** One member of a cohort: what is counted, when and where. */
export interface Counted {
  readonly member: string;
  readonly day: CivilDate;
  readonly at: Instant;
  readonly authority: string;
  readonly substances: readonly string[];
  readonly facts: readonly (Kept | undefined)[];
}

export function common({ history, who, places }: Source, counted: Counted) {
  const { partnership, region, force } = places.place(counted.authority, counted.day);
  const age = ageFrom(who.birthMonth, counted.day);
  return {
    member: counted.member,
    person_id: history.personId,
    day: counted.day,
    at: counted.at,
    authority: counted.authority,
    partnership,
    region,
    force,
    age,
    age_band: ageBand(age),
    sex: who.sex,
    ethnic_group: who.ethnicGroup,
    substance_group: places.substanceGroup(counted.substances, counted.day),
    events: eventsOf(counted.facts),
  };
}

export const when = (kept: Kept | undefined): Instant | null => kept?.fact.occurredAt ?? null;

export const since = (day: CivilDate, kept: Kept | undefined): number | null =>
  kept ? daysFrom(day, dayAt(kept.at)) : null;

/** An organisation's own authority: the first that it serves. */
export const authorityOf = (places: Places, organisation: string, on: CivilDate): string =>
  places.organisation(organisation, on)?.authorities[0] ?? 'not-known';

const earliest = <K extends Kept>(facts: readonly K[], counts: (kept: K) => boolean): K | undefined => {
  let best: K | undefined;
  for (const kept of facts) if (counts(kept) && (!best || kept.at < best.at)) best = kept;
  return best;
};

/** The first of these facts on or after a day. */
export const firstFrom = <K extends Kept>(facts: readonly K[], day: CivilDate): K | undefined =>
  earliest(facts, ({ at }) => dayAt(at) >= day);

/** The first of these facts at or after a moment. */
export const firstSince = <K extends Kept>(facts: readonly K[], { at: moment }: Kept): K | undefined =>
  earliest(facts, ({ at }) => at >= moment);

export const structuredStarts = ({ history }: Source): readonly KeptOf<'TreatmentStarted'>[] =>
  history.all('treatment', 'TreatmentStarted').filter(({ fact }) => isStructured(fact.interventions));
