import type { Breakdown } from '#metrics/definition';
import { nothingWithheld, withheldFor, type Withheld } from '#metrics/disclosure';
import type { Earlier } from '#metrics/earlier';
import { narrowedBy, widened } from '#metrics/narrowed';
import { either, withheldOf } from '#metrics/parts';
import { measure } from '#metrics/query';
import { defined, type Question } from '#metrics/question';
import type { Shown } from '#metrics/releases';
import type { EntityManager } from 'typeorm';

const reasons = {
  subtracted: 'An earlier release shows a total from which this could be subtracted.',
  addedUp: 'The parts of this would add up to a total that is withheld.',
} as const;

/** Publishing this would let somebody work back a suppressed count. */
export class WouldDisclose extends Error {
  readonly code = 'WOULD_DISCLOSE';
  constructor(reason: keyof typeof reasons) {
    super(`${reasons[reason]} Choose a coarser breakdown, the whole, or another period.`);
    this.name = 'WouldDisclose';
  }
}

/** What must be withheld of a figure for the sake of its parts, and beside what was shown earlier. */
export async function withheldIn(db: EntityManager, earlier: Earlier, question: Question): Promise<Withheld> {
  const beside = earlier.brokenDownBy(question).map((by) => withheldBeside(db, question, by));
  return either([await withheldOf(db, question), earlier.withheld(question), ...(await Promise.all(beside))]);
}

/** What must be withheld of a figure where cells of this breakdown of it are known. */
async function withheldBeside(db: EntityManager, question: Question, by: Breakdown): Promise<Withheld> {
  if (!defined(question).breakdowns.includes(by)) return nothingWithheld;
  const { cells = [] } = await measure(db, { ...question, breakdown: by });
  return withheldFor(cells);
}

const counts = ['numerator', 'denominator'] as const;

/** @throws WouldDisclose where an earlier release shows what must be withheld of a figure */
export function holdAgainst(earlier: Earlier, question: Question, withheld: Withheld): void {
  const shown = earlier.shown(question);
  if (counts.some((count) => withheld[count] && shown[count])) throw new WouldDisclose('subtracted');
}

/** A figure of one cell is held against the whole that it is a cell of. @throws WouldDisclose */
export async function besideTheWhole(db: EntityManager, earlier: Earlier, question: Question): Promise<void> {
  for (const by of narrowedBy(question)) {
    const whole = widened(question, by);
    holdAgainst(earlier, whole, await withheldBeside(db, whole, by));
  }
}

/** @throws WouldDisclose where parts that all show a count add up to one that is withheld, here or earlier */
export function notAddingUp(earlier: Earlier, release: Shown): void {
  const { total, cells } = release;
  const isTotal = counts.some((count) => total[count] === null && cells.every((cell) => cell[count] !== null));
  if ((cells.length > 0 && isTotal) || earlier.isAddedUpBy(release)) throw new WouldDisclose('addedUp');
}
