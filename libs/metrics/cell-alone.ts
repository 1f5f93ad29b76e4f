import type { Breakdown } from '#metrics/definition';
import { cellWithin, isSpan } from '#metrics/period';
import type { Question } from '#metrics/question';

/** Breakdowns by place, each place lying within one of the next. */
const places: readonly Breakdown[] = ['authority', 'partnership', 'region'];
const regional = /^E12/;
const national = /^[EW]92/;

/** How wide an area is, as its code says: a place in `places`, or beyond them all. */
function width(area: string | undefined): number {
  if (area === undefined || national.test(area)) return places.length;
  if (regional.test(area)) return places.indexOf('region');
  return /^[EW]\d/.test(area) ? places.indexOf('authority') : places.indexOf('partnership');
}

/** What asks for a cell of a breakdown by itself: a place or a period that is a total too is asked for as that total. */
export function cellAlone({ breakdown: _breakdown, ...whole }: Question, by: Breakdown, cell: string): Question {
  if (isSpan(by)) return { ...whole, ...cellWithin(whole, by, cell) };
  if (!places.includes(by) || cell === 'not-known') return { ...whole, only: { ...whole.only, [by]: cell } };
  return places.indexOf(by) < width(whole.area) ? { ...whole, area: cell } : whole;
}
