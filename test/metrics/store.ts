import { Published1767225600012 } from '#metrics/published-migration';
import { Analyst1767225600011 } from '#read-models/analytics/analyst-migration';
import { Analytics1767225600010 } from '#read-models/analytics/migration';
import { analyticsView } from '#read-models/analytics/view';
import { Projections1767225600001 } from '#read-models/migrations/projections';
import { Shares1767225600020 } from '#read-models/migrations/shares';
import { Memory } from '#read-models/memory';
import { sendAll } from '#read-models/statements';
import { createTestDatabase, type TestDatabase } from '#test/support/database';
import { reference as shipped } from '#test/support/reference';
import type { Told } from '#pathway/told';
import { DataSource, type EntityManager } from 'typeorm';

export interface Store {
  readonly db: DataSource;
  /** Applies a log, so many facts at a time, each batch in a transaction. */
  readonly apply: (told: readonly Told[], batch?: number) => Promise<void>;
  /** Applies a batch and rolls it back. */
  readonly applyAndFail: (told: readonly Told[]) => Promise<void>;
  readonly empty: () => Promise<void>;
  /** Takes back every release, which nothing but a test does. */
  readonly unpublish: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export async function openStore(reference = shipped): Promise<Store> {
  const database: TestDatabase = await createTestDatabase();
  const db = new DataSource({
    type: 'postgres',
    url: database.url,
    extra: { pipeline: true },
    migrations: [
      Projections1767225600001,
      Shares1767225600020,
      Analytics1767225600010,
      Analyst1767225600011,
      Published1767225600012,
    ],
  });
  await db.initialize();
  await db.query('create schema projections');
  await db.runMigrations();
  const view = analyticsView(reference);
  let memory = new Memory();
  const apply = async (told: readonly Told[], manager: EntityManager) => {
    memory.begin();
    await sendAll(manager, await view.apply(told, { db: manager, schema: 'analytics', memory }));
  };
  return {
    db,
    apply: async (told, batch = told.length) => {
      for (let from = 0; from < told.length; from += batch)
        await db.transaction((manager) => apply(told.slice(from, from + batch), manager)).then(() => memory.keep());
    },
    applyAndFail: (told) =>
      db.transaction(async (manager) => {
        await apply(told, manager);
        throw new Error('rolled back');
      }),
    empty: async () => {
      memory = new Memory();
      await db.query(`truncate ${view.tables.map((table) => `analytics.${table}`).join(', ')}`);
    },
    unpublish: () =>
      db.transaction(async (manager) => {
        await manager.query('alter table published.snapshot disable trigger frozen');
        await manager.query('truncate published.snapshot');
        await manager.query('alter table published.snapshot enable trigger frozen');
      }),
    close: async () => {
      await db.destroy();
      await database.drop();
    },
  };
}
