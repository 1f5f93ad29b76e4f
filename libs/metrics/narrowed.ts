import { type Breakdown, breakdowns } from '#metrics/definition';
import type { Question } from '#metrics/question';

/** Area, provider, prison and other cells that a question is narrowed to. */
export type Scope = Readonly<Record<string, string>>;

export function scopeOf({ area, provider, prison, only }: Question): Scope {
  const narrowed: Readonly<Record<string, string | undefined>> = { ...only, area, provider, prison };
  const said = Object.entries(narrowed).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const order = ['area', ...breakdowns] as readonly string[];
  return Object.fromEntries(said.sort(([one], [other]) => order.indexOf(one) - order.indexOf(other)));
}

const isBreakdown = (key: string): key is Breakdown => (breakdowns as readonly string[]).includes(key);

/** The breakdowns of which a question asks one cell. */
export const narrowedBy = (question: Question): readonly Breakdown[] =>
  Object.keys(scopeOf(question)).filter(isBreakdown);

/** The same of all cells of one of those breakdowns. */
export function widened({ only = {}, ...question }: Question, by: Breakdown): Question {
  const { [by]: _cell, ...others } = only;
  return { ...question, [by]: undefined, breakdown: undefined, only: others };
}

/** The breakdown of which a scope is one cell of a wider scope; undefined where it is none, or narrower by several. */
export function cellBy(scope: Scope, wider: Scope): Breakdown | undefined {
  if (Object.entries(wider).some(([key, value]) => scope[key] !== value)) return undefined;
  const [by, ...more] = Object.keys(scope).filter((key) => wider[key] === undefined);
  return by !== undefined && isBreakdown(by) && more.length === 0 ? by : undefined;
}
