import type { Published } from '#metrics/disclosure';
import { type Scope, scopeOf } from '#metrics/narrowed';
import type { Question, Watermark } from '#metrics/query';
import type { CivilDate, Instant } from '#pathway/decider';
import type { EntityManager } from 'typeorm';

export interface PublishedCell extends Published {
  readonly cell: string;
}

/** A release as it was made: restatements never change it. */
export interface Snapshot {
  readonly id: string;
  readonly key: string;
  readonly version: number;
  readonly title: string;
  readonly limitation: string;
  readonly from: CivilDate;
  readonly to: CivilDate;
  /** Area, provider, prison and other cells that it was narrowed to. */
  readonly scope: Scope;
  readonly breakdown: string | null;
  readonly total: Published;
  readonly cells: readonly PublishedCell[];
  readonly releasedAt: Instant;
  readonly releasedBy: string;
  readonly watermark: Watermark | null;
}

/** What a release shows of its figures. */
export type Shown = Omit<Snapshot, 'id' | 'releasedAt' | 'releasedBy' | 'watermark'>;

interface Row {
  readonly content: Snapshot;
}
const contents = (rows: readonly Row[]): readonly Snapshot[] => rows.map(({ content }) => content);

/** The releases made of these figures, whatever their breakdown, the oldest first. */
export const ofTheSame = async (db: EntityManager, question: Question): Promise<readonly Snapshot[]> =>
  contents(
    await db.query(
      `select content from published.snapshot
       where key = $1 and period_from = $2 and period_to = $3 and scope = $4::jsonb order by made`,
      [question.key, question.from, question.to, JSON.stringify(scopeOf(question))],
    ),
  );

/** The releases of a metric whose period shares a day with this one. */
export const ofThoseDays = async (db: EntityManager, { key, from, to }: Question): Promise<readonly Snapshot[]> =>
  contents(
    await db.query(
      'select content from published.snapshot where key = $1 and period_from <= $3 and period_to >= $2 order by made',
      [key, from, to],
    ),
  );

interface Part {
  readonly skip: number;
  readonly take: number;
  /** Of this metric alone. */
  readonly key?: string;
  /** Those of this area before all others. */
  readonly area?: string;
}

/** Every release, the last made first. */
export const everySnapshot = async (db: EntityManager, { skip, take, key, area }: Part): Promise<readonly Snapshot[]> =>
  contents(
    await db.query(
      `select content from published.snapshot where $3::text is null or key = $3
       order by coalesce(scope ->> 'area' = $4, false) desc, made desc offset $1 limit $2`,
      [skip, take, key ?? null, area ?? null],
    ),
  );

/** The releases of a metric, the last made first, after one of them. */
export const releasesOf = async (
  db: EntityManager,
  key: string,
  { after, take }: { readonly after: string | undefined; readonly take: number },
): Promise<readonly Snapshot[]> =>
  contents(
    await db.query(
      `select content from published.snapshot
       where key = $1 and ($2::uuid is null or made < (select made from published.snapshot where id = $2))
       order by made desc limit $3`,
      [key, after ?? null, take],
    ),
  );

export async function snapshot(db: EntityManager, id: string): Promise<Snapshot | undefined> {
  const [row]: Row[] = await db.query('select content from published.snapshot where id = $1', [id]);
  return row?.content;
}
