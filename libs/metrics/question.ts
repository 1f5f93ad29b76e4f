import { cellOf } from '#metrics/columns';
import type { Breakdown, Definition } from '#metrics/definition';
import { definitionOf, metricKeys } from '#metrics/definitions';
import type { CivilDate, Instant } from '#pathway/decider';
import { londonDay, plusDays } from '#read-models/analytics/days';

/** What is asked of a metric. `from` and `to` are dates in London, both inclusive. */
export interface Question {
  readonly key: string;
  readonly from: CivilDate;
  readonly to: CivilDate;
  /** A local authority, a partnership, a region, or England as a whole: `E92000001`. */
  readonly area?: string;
  readonly provider?: string;
  readonly prison?: string;
  /** One cell of any other breakdown. */
  readonly only?: Readonly<Partial<Record<Breakdown, string>>>;
  readonly breakdown?: Breakdown;
  /** As it was known then; as it is known now where left out. */
  readonly asKnownAt?: Instant;
  /** As things stood then; at `asKnownAt`, else now, where left out. */
  readonly effectiveAt?: Instant;
  readonly now: Instant;
}

/** The question cannot be answered as it was asked. */
export class NotAsked extends Error {
  constructor(
    readonly code:
      | 'UNKNOWN_METRIC'
      | 'UNKNOWN_BREAKDOWN'
      | 'PERIOD_REVERSED'
      | 'NOT_A_WHOLE_PERIOD'
      | 'PERIOD_NOT_OVER'
      | 'NARROWED_TWICE',
    readonly field: string,
    message: string,
  ) {
    super(message);
    this.name = 'NotAsked';
  }
}

/** @throws NotAsked */
export function defined(question: Question): Definition {
  const { key, from, to } = question;
  const definition = definitionOf(key);
  if (!definition)
    throw new NotAsked('UNKNOWN_METRIC', 'key', `There is no metric ${key}. Ask for one of: ${metricKeys.join(', ')}.`);
  if (to < from)
    throw new NotAsked('PERIOD_REVERSED', 'to', 'The last day lies before the first: give the earlier date as from.');
  for (const breakdown of [question.breakdown, ...Object.keys(narrowed(question))])
    if (breakdown && !definition.breakdowns.includes(breakdown as Breakdown))
      throw new NotAsked(
        'UNKNOWN_BREAKDOWN',
        breakdown,
        `${key} is not broken down by ${breakdown}. Ask for one of: ${definition.breakdowns.join(', ')}.`,
      );
  return definition;
}

const narrowed = ({ provider, prison, only }: Question): Readonly<Partial<Record<Breakdown, string>>> => ({
  ...only,
  ...(provider === undefined ? {} : { provider }),
  ...(prison === undefined ? {} : { prison }),
});

const earlier = (one: Instant, other: Instant): Instant => (Date.parse(one) <= Date.parse(other) ? one : other);

/** The moment things are judged at: what was effective then, and known by then. */
export const asOf = ({ asKnownAt, effectiveAt, now }: Question): Instant =>
  earlier(effectiveAt ?? asKnownAt ?? now, asKnownAt ?? now);

const ENGLAND = 'E92000001';
const WALES = 'W92000004';

/** Conditions of SQL with their values, numbered as they are added. */
export class Conditions {
  readonly values: unknown[] = [];
  readonly #conditions: string[] = [];

  value(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  add(condition: string): void {
    this.#conditions.push(`(${condition})`);
  }

  toString(): string {
    return this.#conditions.join(' and ');
  }
}

export interface Selection {
  readonly where: Conditions;
  /** `:asOf` in a condition, as this statement has it. */
  readonly dated: (condition: string) => string;
  /** What a row must also be to be in the numerator. */
  readonly counts: string;
}

/** The rows that a question is about: of its cohort, known, effective, mature and in its area. @throws NotAsked */
export function selection(question: Question): Selection {
  const definition = defined(question);
  const where = new Conditions();
  const moment = `${where.value(asOf(question))}::timestamptz`;
  const dated = (condition: string) => condition.replaceAll(':asOf', moment);
  if (question.asKnownAt === undefined) where.add('known_to is null');
  else {
    const known = `${where.value(question.asKnownAt)}::timestamptz`;
    where.add(`known_from <= ${known} and (known_to is null or known_to > ${known})`);
  }
  where.add(`at <= ${moment}`);
  if (definition.count) addDay(question, where);
  else addPeriod(question, definition, where);
  where.add(dated(definition.cohort));
  if (question.area !== undefined) addArea(question.area, where);
  const counts = [dated(definition.counts)];
  for (const [breakdown, cell] of Object.entries(narrowed(question))) {
    const { column, list, countsIn } = cellOf[breakdown as Breakdown];
    const value = where.value(cell);
    where.add(list ? `${value} = any(${column})` : `${column} = ${value}`);
    if (countsIn) counts.push(`${value} = any(${countsIn})`);
  }
  return { where, dated, counts: counts.map((condition) => `(${condition})`).join(' and ') };
}

function addPeriod(question: Question, { maturityDays }: Definition, where: Conditions): void {
  const mature = plusDays(londonDay(asOf(question)), -maturityDays - 1);
  const last = maturityDays > 0 && mature < question.to ? mature : question.to;
  where.add(`day between ${where.value(question.from)}::date and ${where.value(last)}::date`);
}

/** The day a count is taken on. */
export function dayCounted(question: Question): CivilDate {
  const latest = londonDay(asOf(question));
  return latest < question.to ? latest : question.to;
}

function addDay(question: Question, where: Conditions): void {
  const day = `${where.value(dayCounted(question))}::date`;
  where.add(`day <= ${day} and (until is null or until >= ${day})`);
}

function addArea(area: string, where: Conditions): void {
  if (area === ENGLAND || area === WALES) where.add(`authority like '${area.slice(0, 1)}%'`);
  else {
    const value = where.value(area);
    where.add(`authority = ${value} or partnership = ${value} or region = ${value}`);
  }
}
