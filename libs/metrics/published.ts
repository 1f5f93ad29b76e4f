import { cellAlone } from '#metrics/cell-alone';
import { missingFrom, publishable, withheldFor, type Published } from '#metrics/disclosure';
import { Earlier } from '#metrics/earlier';
import { besideTheWhole, holdAgainst, notAddingUp, withheldIn } from '#metrics/held';
import { scopeOf } from '#metrics/narrowed';
import { either } from '#metrics/parts';
import { type Cell, measure, type Question } from '#metrics/query';
import { releasable } from '#metrics/releasable';
import { ofTheSame, type PublishedCell, type Shown, type Snapshot } from '#metrics/releases';
import { readUpTo } from '#read-models/watermarks';
import { randomUUID } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';

/** One figure, of any days, as a release would show it. @throws NotAsked */
export async function publishedCell(db: EntityManager, question: Question): Promise<Published> {
  const { numerator, denominator } = await measure(db, { ...question, breakdown: undefined });
  return publishable({ numerator, denominator }, await withheldIn(db, await Earlier.than(db, question), question));
}

/** What a release made now would show, beside those that were made. @throws NotAsked, WouldDisclose */
export async function wouldPublish(db: EntityManager, question: Question): Promise<Shown> {
  releasable(question);
  const { key, version, title, limitation, from, to, cells: parts = [], ...counts } = await measure(db, question);
  const earlier = await Earlier.than(db, question);
  const cells = await publishedCells(db, earlier, question, parts);
  const own = either([withheldFor(parts), missingFrom(cells)]);
  const total = publishable(counts, either([own, await withheldIn(db, earlier, question)]));
  holdAgainst(earlier, question, own);
  await besideTheWhole(db, earlier, question);
  const breakdown = question.breakdown ?? null;
  const shown = { key, version, title, limitation, from, to, scope: scopeOf(question), breakdown, total, cells };
  notAddingUp(earlier, shown);
  return shown;
}

/** Cells by place or time are totals themselves: they are withheld for the sake of their own parts. */
async function publishedCells(
  db: EntityManager,
  earlier: Earlier,
  question: Question,
  parts: readonly Cell[],
): Promise<readonly PublishedCell[]> {
  const { breakdown } = question;
  if (!breakdown) return [];
  const cells: PublishedCell[] = [];
  for (const { cell, ...counts } of parts) {
    const withheld = await withheldIn(db, earlier, cellAlone(question, breakdown, cell));
    cells.push({ cell, ...publishable(counts, withheld) });
  }
  return cells;
}

/** One release after the other: each is held against those before it. A lock is taken before what is read in is fixed. */
const IN_TURN = 'lock table published.snapshot in share row exclusive mode';

/** Makes a release, or answers the one that was made of the same figures. @throws NotAsked, WouldDisclose */
export const publish = (dataSource: DataSource, question: Question, by: string): Promise<Snapshot> =>
  dataSource.transaction('REPEATABLE READ', async (db) => {
    await db.query(IN_TURN);
    return frozen(db, question, by);
  });

async function frozen(db: EntityManager, question: Question, by: string): Promise<Snapshot> {
  const made = await ofTheSame(db, question);
  const same = made.find(({ breakdown }) => breakdown === (question.breakdown ?? null));
  if (same) return same;
  const snapshot: Snapshot = {
    id: randomUUID(),
    ...(await wouldPublish(db, question)),
    releasedAt: question.now,
    releasedBy: by,
    watermark: (await readUpTo(db, 'analytics')) ?? null,
  };
  const { id, key, from, to, scope, breakdown } = snapshot;
  await db.query(
    `insert into published.snapshot (id, key, period_from, period_to, scope, breakdown, content)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [id, key, from, to, JSON.stringify(scope), breakdown ?? '', JSON.stringify(snapshot)],
  );
  return snapshot;
}
