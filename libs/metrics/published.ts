import { publishable, withheldFor, type Published, type Withheld } from '#metrics/disclosure';
import { either, withheldOf } from '#metrics/parts';
import { measure, type Question, type Watermark } from '#metrics/query';
import type { Breakdown } from '#metrics/definition';
import { cellBy, narrowedBy, type Scope, scopeOf, widened, withheldBeside } from '#metrics/narrowed';
import type { CivilDate, Instant } from '#pathway/decider';
import { randomUUID } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';

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

/** Publishing this would let somebody work back a suppressed count from an earlier release. */
export class WouldDisclose extends Error {
  readonly code = 'WOULD_DISCLOSE';
  constructor() {
    super(
      'An earlier release shows a total from which this could be subtracted. Choose a coarser breakdown, the whole, or another period.',
    );
    this.name = 'WouldDisclose';
  }
}

/** One figure as a release made now would show it. @throws NotAsked */
export async function publishedCell(db: EntityManager, question: Question): Promise<Published> {
  const { numerator, denominator } = await measure(db, { ...question, breakdown: undefined });
  return publishable({ numerator, denominator }, await withheldOf(db, question));
}

/** What a release shows of its figures. */
export type Shown = Pick<
  Snapshot,
  'key' | 'version' | 'title' | 'limitation' | 'from' | 'to' | 'scope' | 'breakdown' | 'total' | 'cells'
>;

/**
 * What a release made now would show, beside those that were made. The cells of a breakdown by place or time that are
 * totals themselves are withheld for the sake of their own parts. @throws NotAsked, WouldDisclose
 */
export const wouldPublish = async (db: EntityManager, question: Question): Promise<Shown> =>
  shownBeside(await snapshots(db, question), db, question);

async function shownBeside(made: readonly Snapshot[], db: EntityManager, question: Question): Promise<Shown> {
  const { key, version, title, limitation, from, to, cells = [], numerator, denominator } = await measure(db, question);
  const own = withheldFor(cells);
  const total = publishable(
    { numerator, denominator },
    either([own, await withheldOf(db, question), withheldBy(made), ...(await besideItsCells(db, question))]),
  );
  if (made.some((earlier) => shows(earlier.total, own))) throw new WouldDisclose();
  for (const by of narrowedBy(question)) await besideTheWhole(db, widened(question, by), by);
  return {
    ...{ key, version, title, limitation, from, to, scope: scopeOf(question), total },
    breakdown: question.breakdown ?? null,
    cells: await publishedCells(db, question, cells),
  };
}

/** What earlier releases of single cells make it needful to withhold of the whole. */
async function besideItsCells(db: EntityManager, question: Question): Promise<readonly Withheld[]> {
  const { key, from, to } = question;
  const scope = scopeOf(question);
  const narrower: { scope: Scope }[] = await db.query(
    `select scope from published.snapshot
     where key = $1 and period_from = $2 and period_to = $3 and scope @> $4::jsonb`,
    [key, from, to, JSON.stringify(scope)],
  );
  const known = new Set(narrower.flatMap((one) => cellBy(one.scope, scope) ?? []));
  return Promise.all([...known].map((by) => withheldBeside(db, question, by)));
}

/** A cell that is released by itself is a cell of the whole. @throws WouldDisclose */
async function besideTheWhole(db: EntityManager, whole: Question, by: Breakdown): Promise<void> {
  const withheld = await withheldBeside(db, whole, by);
  const made = await snapshots(db, whole);
  if (made.some(({ total }) => shows(total, withheld))) throw new WouldDisclose();
}

interface Releasing {
  readonly by: string;
  readonly watermark?: Watermark;
}

/** One release after the other: each is held against those before it. A lock is taken before what is read in is fixed. */
const IN_TURN = 'lock table published.snapshot in share row exclusive mode';

/** Makes a release, or answers the one that was made of the same figures. @throws NotAsked, WouldDisclose */
export const publish = (dataSource: DataSource, question: Question, releasing: Releasing): Promise<Snapshot> =>
  dataSource.transaction('REPEATABLE READ', async (db) => {
    await db.query(IN_TURN);
    return frozen(db, question, releasing);
  });

async function frozen(db: EntityManager, question: Question, { by, watermark }: Releasing): Promise<Snapshot> {
  const made = await snapshots(db, question);
  const same = made.find(({ breakdown }) => breakdown === (question.breakdown ?? null));
  if (same) return same;
  const snapshot: Snapshot = {
    id: randomUUID(),
    ...(await shownBeside(made, db, question)),
    releasedAt: question.now,
    releasedBy: by,
    watermark: watermark ?? null,
  };
  const { id, key, from, to, scope, breakdown } = snapshot;
  await db.query(
    `insert into published.snapshot (id, key, period_from, period_to, scope, breakdown, content)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [id, key, from, to, JSON.stringify(scope), breakdown ?? '', JSON.stringify(snapshot)],
  );
  return snapshot;
}

const shows = (total: Published, withheld: Withheld): boolean =>
  (withheld.numerator && total.numerator !== null) || (withheld.denominator && total.denominator !== null);

const withheldBy = (made: readonly Snapshot[]): Withheld => ({
  numerator: made.some(({ total }) => total.numerator === null),
  denominator: made.some(({ total, key }) => total.denominator === null && key !== 'in-treatment'),
});

async function publishedCells(
  db: EntityManager,
  question: Question,
  cells: readonly { cell: string; numerator: number; denominator: number | null }[],
): Promise<readonly PublishedCell[]> {
  const { breakdown, ...whole } = question;
  const published: PublishedCell[] = [];
  for (const { cell, ...counts } of cells) {
    const only = breakdown && { ...whole.only, [breakdown]: cell };
    published.push({ cell, ...publishable(counts, await withheldOf(db, { ...whole, only })) });
  }
  return published;
}

/** The releases made of these figures, whatever their breakdown, the oldest first. */
export async function snapshots(db: EntityManager, question: Question): Promise<readonly Snapshot[]> {
  const rows: { content: Snapshot }[] = await db.query(
    `select content from published.snapshot
     where key = $1 and period_from = $2 and period_to = $3 and scope = $4::jsonb order by made`,
    [question.key, question.from, question.to, JSON.stringify(scopeOf(question))],
  );
  return rows.map(({ content }) => content);
}

/** Every release, whatever of, the last made first. */
export async function everySnapshot(
  db: EntityManager,
  { skip, take }: { readonly skip: number; readonly take: number },
): Promise<readonly Snapshot[]> {
  const rows: { content: Snapshot }[] = await db.query(
    'select content from published.snapshot order by made desc offset $1 limit $2',
    [skip, take],
  );
  return rows.map(({ content }) => content);
}

export async function snapshot(db: EntityManager, id: string): Promise<Snapshot | undefined> {
  const [row]: { content: Snapshot }[] = await db.query('select content from published.snapshot where id = $1', [id]);
  return row?.content;
}
