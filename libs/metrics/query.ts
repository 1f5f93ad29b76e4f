import { cellOf } from '#metrics/columns';
import type { Definition } from '#metrics/definition';
import { wilson } from '#metrics/interval';
import { asOf, dayCounted, defined, selection, type Question, type Selection } from '#metrics/question';
import type { CivilDate, Instant } from '#pathway/decider';
import { type Baseline, inForce } from '#pathway/reference';
import type { EntityManager } from 'typeorm';

export type { Question } from '#metrics/question';

export interface Proportion {
  readonly numerator: number;
  /** Null for a count of people on a day. */
  readonly denominator: number | null;
  /** These three are missing where nothing is counted. */
  readonly proportion?: number;
  readonly lower?: number;
  readonly upper?: number;
  /** Figures beside the proportion, by key. */
  readonly figures: Readonly<Record<string, number>>;
  /** Working hours to acknowledge. */
  readonly hours?: { readonly median: number | null; readonly ninetieth: number | null };
}
export interface Cell extends Proportion {
  readonly cell: string;
}

/** How far the rows behind a measure had come. */
export interface Watermark {
  readonly position: string;
  readonly recordedAt: Instant | null;
}

/** The unsuppressed answer, with what explains it. */
export interface Measure extends Proportion {
  readonly key: string;
  readonly version: number;
  readonly title: string;
  readonly denominatorMeans: string;
  readonly numeratorMeans: string;
  readonly limitation: string;
  readonly maturityDays: number;
  readonly from: CivilDate;
  readonly to: CivilDate;
  readonly asOf: Instant;
  readonly cells?: readonly Cell[];
  /** For `in-treatment`. */
  readonly baseline?: Baseline;
  readonly watermark?: Watermark;
}

/** What is said beside a figure. */
export interface Beside {
  readonly watermark?: Watermark;
  readonly baselines?: readonly Baseline[];
}

/** The baseline and target in force for an area on a day; undefined where it has none of its own. */
const baselineOf = (baselines: readonly Baseline[] = [], area: string | undefined, day: CivilDate) =>
  inForce(
    baselines.filter((row) => row.area === area),
    day,
  );

/** Measures what is asked, in the live schema `analytics`. @throws NotAsked */
export async function measure(db: EntityManager, question: Question, beside: Beside = {}): Promise<Measure> {
  const { watermark, baselines } = beside;
  const definition = defined(question);
  const { key, version, title, limitation, maturityDays, denominator, numerator } = definition;
  const [whole = {}] = await tally(db, question, definition);
  return {
    key,
    version,
    title,
    denominatorMeans: denominator,
    numeratorMeans: numerator,
    limitation,
    maturityDays,
    from: question.from,
    to: question.to,
    asOf: asOf(question),
    ...told(definition, whole),
    ...(question.breakdown && { cells: await cells(db, question, definition) }),
    ...(definition.count && { baseline: baselineOf(baselines, question.area, dayCounted(question)) }),
    ...(watermark && { watermark }),
  };
}

async function cells(db: EntityManager, question: Question, definition: Definition): Promise<readonly Cell[]> {
  const { column, list, countsIn } = cellOf[question.breakdown ?? 'month'];
  const split: Split = {
    cell: list ? 'listed.cell' : column,
    from: list ? ` cross join lateral unnest(${column}) as listed(cell)` : '',
    counts: countsIn ? ` and listed.cell = any(${countsIn})` : '',
  };
  const rows = await tally(db, question, definition, split);
  return rows.map((row) => ({ cell: String(row['cell']), ...told(definition, row) }));
}

interface Split {
  readonly cell: string;
  readonly from: string;
  readonly counts: string;
}

type Counted = Readonly<Record<string, string | number | null>>;

async function tally(
  db: EntityManager,
  question: Question,
  definition: Definition,
  split?: Split,
): Promise<readonly Counted[]> {
  const { where, dated, counts } = selection(question);
  return db.query(
    `select ${split?.cell ?? `''`} as cell,
       ${tallies(definition, { where, dated, counts: counts + (split?.counts ?? '') }).join(', ')}
     from analytics.${definition.table}${split?.from ?? ''} where ${String(where)} ${split ? 'group by 1 order by 1' : ''}`,
    where.values,
  );
}

function tallies(definition: Definition, { counts, dated }: Selection): readonly string[] {
  const of = definition.count ? 'count(distinct person_id)' : 'count(*)';
  const counted = `filter (where ${counts})`;
  const percentile = (share: number) =>
    `percentile_cont(${share}) within group (order by ${definition.minutes}) ${counted} / 60`;
  return [
    `${of} as denominator`,
    `${of} ${counted} as numerator`,
    ...definition.figures.map((figure, place) => `${of} filter (where ${dated(figure.counts)}) as figure_${place}`),
    ...(definition.minutes ? [`${percentile(0.5)} as median`, `${percentile(0.9)} as ninetieth`] : []),
  ];
}

const number = (value: string | number | null | undefined): number | null =>
  value === null || value === undefined ? null : Number(value);

function told(definition: Definition, row: Counted): Proportion {
  const numerator = Number(row['numerator']);
  const denominator = definition.count ? null : Number(row['denominator']);
  return {
    ...share(numerator, denominator),
    figures: Object.fromEntries(definition.figures.map(({ key }, place) => [key, Number(row[`figure_${place}`])])),
    ...(definition.minutes && {
      hours: { median: number(row['median']), ninetieth: number(row['ninetieth']) },
    }),
  };
}

function share(numerator: number, denominator: number | null): Omit<Proportion, 'figures'> {
  const interval = denominator === null ? undefined : wilson(numerator, denominator);
  if (!interval || !denominator) return { numerator, denominator };
  return { numerator, denominator, proportion: numerator / denominator, ...interval };
}
