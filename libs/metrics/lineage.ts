import { Conditions, defined, selection, type Question } from '#metrics/question';
import type { EntityManager } from 'typeorm';

/** A member of a cohort and the events that made it count as it does. */
export interface Lineage {
  readonly member: string;
  readonly numerator: boolean;
  readonly events: readonly string[];
}

export interface LineageOf {
  readonly members: readonly Lineage[];
  /** The member to go on after, where there are more. */
  readonly next?: string;
}

const PAGE = 500;

/**
 * The events behind a cell, in order of its members: `only` in the question names the cell. For people who may see
 * unsuppressed figures: it names no one, but it is exact. @throws NotAsked
 */
export async function lineage(db: EntityManager, question: Question, after?: string): Promise<LineageOf> {
  const { table } = defined(question);
  const { where, counts } = selection(question);
  goOn(where, after);
  const rows: Lineage[] = await db.query(
    `select member, coalesce((${counts}), false) as numerator, events from analytics.${table}
     where ${String(where)} order by member limit ${PAGE + 1}`,
    where.values,
  );
  const members = rows.slice(0, PAGE);
  return rows.length > PAGE ? { members, next: members.at(-1)?.member } : { members };
}

function goOn(where: Conditions, after: string | undefined): void {
  if (after !== undefined) where.add(`member > ${where.value(after)}`);
}
