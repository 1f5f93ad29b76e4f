import { wilson } from '#metrics/interval';

const SMALLEST_SHOWN = 5;
const STEP = 5;

/** Counts of 1 to 4 could point at people. */
export const isSmall = (count: number): boolean => count > 0 && count < SMALLEST_SHOWN;

/** To the nearest 5. */
export const rounded = (count: number): number => Math.round(count / STEP) * STEP;

/** A pair of counts as it is; `denominator` is null for a count of people on a day. */
export interface Counts {
  readonly numerator: number;
  readonly denominator: number | null;
}

/** A pair of counts as it may be published. */
export interface Published {
  /** Rounded; null where it is suppressed, or for a count on a day that has no denominator. */
  readonly numerator: number | null;
  readonly denominator: number | null;
  /** One of the two is not shown. */
  readonly suppressed: boolean;
  /** Of the rounded counts, with its interval, as proportions; null where nothing is counted. */
  readonly percentage: number | 'withheld' | null;
  readonly lower: number | null;
  readonly upper: number | null;
}

/** Which counts of a total its parts would give away. */
export interface Withheld {
  readonly numerator: boolean;
  readonly denominator: boolean;
}
export const nothingWithheld: Withheld = { numerator: false, denominator: false };

const shown = (count: number | null, withheld: boolean): number | null =>
  count === null || withheld || isSmall(count) ? null : rounded(count);

/** A pair of counts made fit for the public. Source: the rounding of the National Drug Treatment Monitoring System. */
export function publishable({ numerator, denominator }: Counts, withheld: Withheld = nothingWithheld): Published {
  const counts = {
    numerator: shown(numerator, withheld.numerator),
    denominator: shown(denominator, withheld.denominator),
  };
  const suppressed = counts.numerator === null || (denominator !== null && counts.denominator === null);
  const none = { lower: null, upper: null };
  if (denominator === null) return { ...counts, suppressed, percentage: null, ...none };
  if (suppressed || isSmall(denominator - numerator)) return { ...counts, suppressed, percentage: 'withheld', ...none };
  return { ...counts, suppressed, ...percentage(counts.numerator ?? 0, counts.denominator ?? 0) };
}

function percentage(numerator: number, denominator: number) {
  const interval = wilson(numerator, denominator);
  return interval
    ? { percentage: numerator / denominator, ...interval }
    : { percentage: null, lower: null, upper: null };
}

interface Range {
  readonly least: number;
  readonly most: number;
}

/** What somebody who reads a published count knows of it. A published zero is a zero. */
function readable(count: number): Range {
  if (isSmall(count)) return { least: 1, most: SMALLEST_SHOWN - 1 };
  if (count === 0) return { least: 0, most: 0 };
  const published = rounded(count);
  return { least: Math.max(SMALLEST_SHOWN, published - 2), most: published + 2 };
}

/**
 * Whether a published total would give away a suppressed part: where exactly one part is suppressed, or where the
 * rounded total leaves a suppressed part only one count that it can have.
 */
export function givesAway(parts: readonly number[]): boolean {
  const suppressed = parts.filter(isSmall).length;
  if (suppressed <= 1) return suppressed === 1;
  const total = readable(parts.reduce((sum, part) => sum + part, 0));
  const known = parts.map(readable);
  const least = known.reduce((sum, part) => sum + part.least, 0);
  const most = known.reduce((sum, part) => sum + part.most, 0);
  const { least: low, most: high } = readable(1);
  const fewest = Math.max(low, total.least - (most - high));
  const greatest = Math.min(high, total.most - (least - low));
  return fewest >= greatest;
}

/** Which counts of a total must be withheld for the sake of its parts. */
export const withheldFor = (parts: readonly Counts[]): Withheld => ({
  numerator: givesAway(parts.map(({ numerator }) => numerator)),
  denominator: givesAway(parts.map(({ denominator }) => denominator ?? 0)),
});

/** Which counts a published figure does not show. */
export const notShown = ({ numerator, denominator }: Published): Withheld => ({
  numerator: numerator === null,
  denominator: denominator === null,
});

/** Which counts of a total the parts shown beside it would give away: those that one part alone does not show. */
export const missingFrom = (parts: readonly Published[]): Withheld => ({
  numerator: parts.filter(({ numerator }) => numerator === null).length === 1,
  denominator: parts.filter(({ denominator }) => denominator === null).length === 1,
});
