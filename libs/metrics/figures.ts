import { cellAlone } from '#metrics/cell-alone';
import type { Breakdown } from '#metrics/definition';
import { nothingWithheld, notShown, type Published, type Withheld } from '#metrics/disclosure';
import { type Scope, scopeOf } from '#metrics/narrowed';
import type { Period } from '#metrics/period';
import type { Places } from '#metrics/places';
import type { Question } from '#metrics/question';
import type { Shown } from '#metrics/releases';

/** A figure that a release shows: its total, or one of its cells. */
export interface Figure extends Period {
  /** The authorities that it is of. */
  readonly area: readonly string[];
  /** What else it is narrowed to. */
  readonly scope: Scope;
  readonly shown: Published;
}

export interface Figures {
  readonly total: Figure;
  readonly cells: readonly Figure[];
}

/** Which figure a question asks for. */
export const identified = (question: Question, places: Places): Omit<Figure, 'shown'> => ({
  from: question.from,
  to: question.to,
  area: places.within(question.area),
  scope: scopeOf({ ...question, area: undefined }),
});

export function figuresOf({ key, from, to, scope, breakdown, total, cells }: Shown, places: Places): Figures {
  const { area, ...only } = scope;
  const whole: Question = { key, from, to, area, only, now: '' };
  const alone = (cell: string) => cellAlone(whole, breakdown as Breakdown, cell);
  return {
    total: { ...identified(whole, places), shown: total },
    cells: cells.map(({ cell, ...shown }) => ({ ...identified(alone(cell), places), shown })),
  };
}

type Identified = Omit<Figure, 'shown'>;
const alike = (one: object, other: object): boolean => JSON.stringify(one) === JSON.stringify(other);

export const isSame = (one: Identified, other: Identified): boolean =>
  one.from === other.from && one.to === other.to && alike(one.area, other.area) && alike(one.scope, other.scope);

const isWithin = (one: Identified, other: Identified): boolean =>
  other.from <= one.from &&
  one.to <= other.to &&
  one.area.every((authority) => other.area.includes(authority)) &&
  alike(one.scope, other.scope);

const touches = (one: Identified, other: Identified): boolean =>
  one.from <= other.to &&
  other.from <= one.to &&
  one.area.some((authority) => other.area.includes(authority)) &&
  alike(one.scope, other.scope);

/** Which counts of a figure the places or periods of a release add up to; nothing where they do not make it up. */
export function addedUp({ total, cells }: Figures, figure: Identified): Withheld {
  const parts = cells.filter((cell) => touches(cell, figure));
  if (parts.length === 0 || !isWithin(figure, total) || !parts.every((part) => isWithin(part, figure)))
    return nothingWithheld;
  const missing = parts.map(({ shown }) => notShown(shown));
  return {
    numerator: !missing.some(({ numerator }) => numerator),
    denominator: !missing.some(({ denominator }) => denominator),
  };
}
