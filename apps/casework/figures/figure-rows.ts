import { breakdownWords } from '#casework/figures/breakdown-words';
import { plainly, type Wording } from '#casework/pages/wording';
import type { Breakdown, Definition } from '#metrics/definition';
import type { Published } from '#metrics/disclosure';
import type { Cell, Measure, Proportion } from '#metrics/query';

/** A figure in words: what it is, as it is, and as it may be published. */
export interface Row {
  readonly what: string;
  readonly measured: string;
  readonly published: string;
}

const NOTHING = 'Nothing is counted';
const counts = new Intl.NumberFormat('en-GB');
const percents = new Intl.NumberFormat('en-GB', {
  style: 'percent',
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
const hours = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 });

const count = (value: number | null | undefined): string =>
  value === null || value === undefined ? '' : counts.format(value);
export const percent = (value: number | undefined): string => (value === undefined ? NOTHING : percents.format(value));
const interval = (lower: number | null | undefined, upper: number | null | undefined): string =>
  lower === null || lower === undefined || upper === null || upper === undefined
    ? NOTHING
    : `${percents.format(lower)} to ${percents.format(upper)}`;

const shown = (value: number | null): string => (value === null ? 'Suppressed' : counts.format(value));

function publishedShare({ percentage }: Published): string {
  if (percentage === 'withheld') return 'Withheld';
  return percentage === null ? NOTHING : percents.format(percentage);
}

const publishedInterval = ({ percentage, lower, upper }: Published): string =>
  percentage === 'withheld' ? 'Withheld' : interval(lower, upper);

/** The figure itself: a count of people on a day, or a proportion with its interval and what stands beside it. */
export function rowsOf(
  { count: isCount, figures }: Definition,
  measure: Measure,
  published: Published,
): readonly Row[] {
  if (isCount) return [{ what: 'People', measured: count(measure.numerator), published: shown(published.numerator) }];
  return [
    { what: 'Numerator', measured: count(measure.numerator), published: shown(published.numerator) },
    { what: 'Denominator', measured: count(measure.denominator), published: shown(published.denominator) },
    { what: 'Proportion', measured: percent(measure.proportion), published: publishedShare(published) },
    {
      what: '95% confidence interval',
      measured: interval(measure.lower, measure.upper),
      published: publishedInterval(published),
    },
    ...figures.map(({ key, title }) => ({
      what: `Beside it: ${title.toLowerCase()}`,
      measured: count(measure.figures[key]),
      published: 'Not published',
    })),
    ...hoursOf(measure),
  ];
}

const hoursOf = ({ hours: told }: Proportion): readonly Row[] =>
  told
    ? [
        { what: 'Median working hours', measured: inHours(told.median), published: 'Not published' },
        { what: '90th percentile of working hours', measured: inHours(told.ninetieth), published: 'Not published' },
      ]
    : [];
const inHours = (value: number | null): string => (value === null ? NOTHING : hours.format(value));

/** One line of a breakdown. */
export interface CellRow {
  readonly cell: string;
  readonly numerator: string;
  readonly denominator: string;
  readonly proportion: string;
  readonly interval: string;
}

/** A part by its name; a month or a year as it is. */
export const cellWords = (cell: string, named: Wording['named']): string =>
  named(cell) ?? (/^\d{4}/.test(cell) ? cell : plainly(cell));

export const measuredRow = (
  cell: string,
  { numerator, denominator, proportion, lower, upper }: Proportion,
): CellRow => ({
  cell,
  numerator: count(numerator),
  denominator: count(denominator),
  proportion: percent(proportion),
  interval: interval(lower, upper),
});

export const publishedRow = (cell: string, published: Published): CellRow => ({
  cell,
  numerator: shown(published.numerator),
  denominator: shown(published.denominator),
  proportion: publishedShare(published),
  interval: publishedInterval(published),
});

/** Each with the name by which the figures ask for it alone. */
export const cellRows = (cells: readonly Cell[], named: Wording['named']) =>
  cells.map((one) => ({ ...measuredRow(cellWords(one.cell, named), one), code: one.cell }));

/** `Broken down by month`. */
export const brokenDown = (breakdown: Breakdown | undefined): string | undefined =>
  breakdown && `Broken down by ${breakdownWords[breakdown].toLowerCase()}`;
