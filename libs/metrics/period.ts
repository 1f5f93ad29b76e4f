import { addCalendarMonths, addDays } from '#pathway/calendar';
import type { CivilDate } from '#pathway/decider';

/** Both days are included. */
export interface Period {
  readonly from: CivilDate;
  readonly to: CivilDate;
}

interface Span {
  readonly months: number;
  readonly opens: RegExp;
  /** The first day of a cell of the breakdown of this name. */
  readonly first: (cell: string) => CivilDate;
}

const year = (cell: string): string => cell.slice(0, 4);
const ofQuarter = (cell: string): string => String(Number(cell.slice(-1)) * 3 - 2).padStart(2, '0');

/** The periods of the calendar: each lies wholly within one of the next. */
const spans = {
  month: { months: 1, opens: /-01$/, first: (cell) => `${cell}-01` },
  quarter: { months: 3, opens: /-(01|04|07|10)-01$/, first: (cell) => `${year(cell)}-${ofQuarter(cell)}-01` },
  'financial-year': { months: 12, opens: /-04-01$/, first: (cell) => `${year(cell)}-04-01` },
} as const satisfies Readonly<Record<string, Span>>;
export type SpanName = keyof typeof spans;

export const isSpan = (name: string): name is SpanName => name in spans;

const lastDay = (from: CivilDate, { months }: Span): CivilDate => addDays(addCalendarMonths(from, months), -1);

/** Whether a period is one whole month, quarter or financial year. */
export const isWhole = ({ from, to }: Period): boolean =>
  Object.values(spans).some((span) => span.opens.test(from) && lastDay(from, span) === to);

export const isMonth = ({ from, to }: Period): boolean =>
  spans.month.opens.test(from) && lastDay(from, spans.month) === to;

/** What a cell of a breakdown by time is of a period: all of it, where the period lies within the cell. */
export function cellWithin(whole: Period, by: SpanName, cell: string): Period {
  const from = spans[by].first(cell);
  const to = lastDay(from, spans[by]);
  return from <= whole.from && whole.to <= to ? { from: whole.from, to: whole.to } : { from, to };
}
