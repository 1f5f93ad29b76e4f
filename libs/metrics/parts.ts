import { cellOf } from '#metrics/columns';
import type { Breakdown, Definition } from '#metrics/definition';
import { nothingWithheld, withheldFor, type Counts, type Withheld } from '#metrics/disclosure';
import { defined, selection, type Question } from '#metrics/question';
import type { EntityManager } from 'typeorm';

/** The smallest cells a release shows, and the levels they add up through, the widest first. */
interface Leaf extends Counts {
  readonly cells: Readonly<Partial<Record<Breakdown, string>>>;
}
type Levels = readonly Breakdown[];

const places: Levels = ['region', 'partnership', 'authority'];
const prisons: Levels = ['prison'];
const periods: Levels = ['financial-year', 'quarter', 'month'];

/**
 * What must be withheld of a total: a release shows places and prisons, each by month, and every total of them. Where
 * any of these gives a part away, all that contains it is withheld.
 */
export async function withheldOf(db: EntityManager, question: Question): Promise<Withheld> {
  const definition = defined(question);
  const shown = (levels: Levels) => levels.filter((level) => definition.breakdowns.includes(level));
  const trees = [shown(places), shown(prisons)].filter((levels) => levels.length > 0);
  const found: Withheld[] = [];
  for (const levels of trees) {
    const time = shown(periods);
    const leaves = await leavesOf(db, question, [...levels, ...time]);
    found.push(...givenAway(leaves, levels, time), ...givenAway(leaves, time, levels));
  }
  return either(found);
}

export const either = (found: readonly Withheld[]): Withheld =>
  found.reduce(
    (all, one) => ({
      numerator: all.numerator || one.numerator,
      denominator: all.denominator || one.denominator,
    }),
    nothingWithheld,
  );

/** Every total along one tree, at every level of the other, with each way in which it is broken down. */
function givenAway(leaves: readonly Leaf[], along: Levels, across: Levels): readonly Withheld[] {
  const totals: Levels[] = [[], ...along.slice(0, -1).map((level) => [level])];
  const others: Levels[] = [[], ...across.map((level) => [level])];
  return totals.flatMap((total, depth) =>
    along.slice(depth).flatMap((part) =>
      others.flatMap((other) =>
        [...grouped(leaves, [...total, ...other]).values()].map((inTotal) => {
          const parts = [...grouped(inTotal, [part]).values()].map(summed);
          return parts.length > 1 ? withheldFor(parts) : nothingWithheld;
        }),
      ),
    ),
  );
}

const grouped = (leaves: readonly Leaf[], levels: Levels): ReadonlyMap<string, readonly Leaf[]> =>
  Map.groupBy(leaves, ({ cells }) => levels.map((level) => cells[level] ?? '').join(' '));

const summed = (leaves: readonly Leaf[]): Counts => ({
  numerator: leaves.reduce((sum, leaf) => sum + leaf.numerator, 0),
  denominator: leaves.reduce((sum, leaf) => sum + (leaf.denominator ?? 0), 0),
});

async function leavesOf(db: EntityManager, question: Question, levels: Levels): Promise<readonly Leaf[]> {
  const definition = defined(question);
  const { where, counts } = selection(question);
  const of = definition.count ? 'count(distinct person_id)' : 'count(*)';
  const rows: Readonly<Record<string, string>>[] = await db.query(
    `select ${levels.map((level, place) => `${cellOf[level].column} as level_${place}`).join(', ')},
       ${of} as denominator, ${of} filter (where ${counts}) as numerator
     from analytics.${definition.table} where ${String(where)}
     group by ${levels.map((_, place) => place + 1).join(', ')}`,
    where.values,
  );
  return rows.map((row) => leaf(definition, levels, row));
}

const leaf = (definition: Definition, levels: Levels, row: Readonly<Record<string, string>>): Leaf => ({
  cells: Object.fromEntries(levels.map((level, place) => [level, row[`level_${place}`] ?? 'not-known'])),
  numerator: Number(row['numerator']),
  denominator: definition.count ? null : Number(row['denominator']),
});
