import { wilson } from '#metrics/interval';
import { measure, type Measure, type Question } from '#metrics/query';
import type { Reference } from '#pathway/reference';
import type { EntityManager } from 'typeorm';

/**
 * `higher` or `lower` only where the similar areas' own proportion lies outside this area's interval. Source: the
 * convention of public health profiles.
 */
export type Standing = 'higher' | 'similar' | 'lower' | 'cannot-say';

export interface Comparison {
  readonly area: Measure;
  readonly similar: readonly { readonly area: string; readonly measure: Measure }[];
  /** The similar areas taken together; undefined where none of them counts anything. */
  readonly benchmark?: number;
  readonly standing: Standing;
}

/** An area beside the areas that the comparator list calls similar. @throws NotAsked */
export async function compare(
  db: EntityManager,
  question: Question & { area: string },
  reference: Reference,
): Promise<Comparison> {
  const area = await measure(db, question);
  const listed = reference.comparators.find((row) => row.area === question.area)?.similar ?? [];
  const similar: { area: string; measure: Measure }[] = [];
  for (const other of listed) similar.push({ area: other, measure: await measure(db, { ...question, area: other }) });
  const numerator = similar.reduce((sum, { measure: { numerator: counted } }) => sum + counted, 0);
  const denominator = similar.reduce((sum, { measure: { denominator: counted } }) => sum + (counted ?? 0), 0);
  const benchmark = denominator > 0 ? numerator / denominator : undefined;
  return { area, similar, benchmark, standing: standing(area, benchmark) };
}

function standing({ numerator, denominator }: Measure, benchmark: number | undefined): Standing {
  const interval = wilson(numerator, denominator ?? 0);
  if (!interval || benchmark === undefined) return 'cannot-say';
  if (benchmark < interval.lower) return 'higher';
  return benchmark > interval.upper ? 'lower' : 'similar';
}
