import type { Surroundings } from '#commands/surroundings';
import type { EventStore } from '#event-store/event-store';
import { Inbox1767225600014 } from '#messages/inbound/migration';
import { inboxState } from '#messages/inbound/kept';
import { emailState } from '#messages/notices/emails';
import { Names1767225600024 } from '#messages/notices/names-migration';
import { Posting1767225600025 } from '#messages/notices/posting-migration';
import { Notices1767225600015 } from '#messages/notices/migration';
import { Facts1767225600021 } from '#messages/facts-migration';
import { Messages1767225600013 } from '#messages/migration';
import { announcedState, sendingState } from '#messages/state';
import { METRIC_REFERENCE, MetricsHandler } from '#metrics/metrics.handler';
import { Published1767225600012 } from '#metrics/published-migration';
import type { Reference } from '#pathway/reference';
import type { HealthCheck } from '#platform/health';
import { followedThrough, passed, progress } from '#platform/progress';
import { type Watermarks, WATERMARKS } from '#platform/watermarks';
import { accessView } from '#read-models/access';
import { episodesOf, sees, StandingHandler, wasHanded } from '#read-models/access/queries';
import { analyticsView } from '#read-models/analytics/view';
import { Changes } from '#read-models/changes';
import { readModels } from '#read-models/data-source';
import { dutyView } from '#read-models/duty';
import { handoverView } from '#read-models/handover';
import { type DueBy, dueBefore, structuredStart, WorklistHandler } from '#read-models/handover/queries';
import { peopleView } from '#read-models/people';
import { FindPeopleHandler, sameAs } from '#read-models/people/queries';
import { releaseView } from '#read-models/release';
import { TimelineHandler, timelineView } from '#read-models/timeline';
import type { View } from '#read-models/view';
import { ViewWatermarks } from '#read-models/watermarks';
import type { Provider } from '@nestjs/common';
import type { Pool } from 'pg';
import { DataSource, type MigrationInterface } from 'typeorm';

/** The read models, and what the rest asks of them. */
export interface ReadSide {
  readonly dataSource: DataSource;
  readonly views: readonly View[];
  readonly watermarks: ViewWatermarks;
  readonly surroundings: Surroundings;
  readonly dueBy: DueBy;
  /** Settles once everything in the log has been followed through and can be read: in these views, or in every one. */
  settled(pool: Pool, among?: readonly string[]): Promise<void>;
  providers(pool: Pool): Provider[];
  healthChecks(pool: Pool): readonly HealthCheck[];
  close(): Promise<void>;
}

const PATIENCE_MS = 60_000;

export async function readSide(options: {
  databaseUrl: string;
  reference: Reference;
  store: EventStore;
  /** What the application keeps in the same database. */
  migrations?: readonly (new () => MigrationInterface)[];
}): Promise<ReadSide> {
  const { databaseUrl, reference, store, migrations = [] } = options;
  const dataSource = await readModels({
    url: databaseUrl,
    migrations: [
      Published1767225600012,
      Messages1767225600013,
      Inbox1767225600014,
      Notices1767225600015,
      Facts1767225600021,
      Names1767225600024,
      Posting1767225600025,
      ...migrations,
    ],
  });
  const views = [
    timelineView,
    peopleView,
    accessView(reference),
    handoverView(reference),
    releaseView,
    dutyView(reference),
    analyticsView(reference),
  ];
  const watermarks = new ViewWatermarks(dataSource, store);
  const changes = new Changes(databaseUrl);

  const names = views.map(({ name }) => name);

  async function seen(among: readonly string[], position: bigint, signal: AbortSignal): Promise<void> {
    await Promise.all(among.map((view) => watermarks.waitFor(view, position, signal)));
    signal.throwIfAborted();
  }

  const reached = async (pool: Pool, position: bigint, signal: AbortSignal): Promise<void> =>
    seen(names, await followedThrough(pool, position, signal), signal);

  async function settled(pool: Pool, among = names): Promise<void> {
    const patience = AbortSignal.timeout(PATIENCE_MS);
    for (;;) {
      const head = await store.head();
      await passed(pool, 'forget', head, patience);
      await followedThrough(pool, head, patience);
      const after = await store.head();
      await seen(among, after, patience);
      if (after === head) return;
    }
  }

  return {
    dataSource,
    views,
    watermarks,
    settled,
    surroundings: {
      records: (personId) => sameAs(dataSource, personId),
      recordsUpTo: () => watermarks.reached(peopleView.name),
      sees: (organisation, personId) => sees(dataSource, organisation, personId),
      wasHanded: (organisation, personId) => wasHanded(dataSource, organisation, personId),
      treatments: (personId, organisation) => episodesOf(dataSource, { personId, stage: 'treatment', organisation }),
      structuredStart: (personId, provider, since) => structuredStart(dataSource, personId, provider, since),
    },
    async dueBy(moment, limit, signal) {
      const patience = AbortSignal.any([AbortSignal.timeout(PATIENCE_MS), signal]);
      await watermarks.waitFor('handover', await store.head(), patience);
      signal.throwIfAborted();
      return dueBefore(dataSource, moment, limit);
    },
    providers: (pool) => [
      { provide: DataSource, useValue: dataSource },
      { provide: ViewWatermarks, useValue: watermarks },
      { provide: Changes, useValue: changes },
      {
        provide: WATERMARKS,
        useValue: { reached: (position, signal) => reached(pool, position, signal) } satisfies Watermarks,
      },
      TimelineHandler,
      FindPeopleHandler,
      StandingHandler,
      WorklistHandler,
      { provide: METRIC_REFERENCE, useValue: reference },
      MetricsHandler,
    ],
    healthChecks: (pool) => [
      { name: 'db', needed: true, check: () => pool.query('select 1').then(() => undefined) },
      { name: 'store', needed: true, check: () => store.head().then(() => undefined) },
      { name: 'journey', needed: false, check: () => journey(pool, store) },
      { name: 'announced', needed: false, check: () => announcedState(dataSource, store) },
      { name: 'webhooks', needed: false, check: () => sendingState(dataSource) },
      { name: 'emails', needed: false, check: () => emailState(dataSource) },
      { name: 'inbox', needed: false, check: () => inboxState(dataSource) },
      ...views.map((view) => ({ name: view.name, needed: false, check: () => state(watermarks, view.name) })),
    ],
    async close() {
      await changes.close();
      await dataSource.destroy();
    },
  };
}

/** How far the journey has been followed, and that nothing had to be set aside. */
async function journey(pool: Pool, store: EventStore): Promise<Readonly<Record<string, number | boolean>>> {
  const { rows } = await pool.query<{ set_aside: number }>('select count(*)::int as set_aside from worker.set_aside');
  const setAside = rows[0]?.set_aside ?? 0;
  if (setAside > 0) throw new Error(`${setAside} steps are set aside.`);
  const { position } = await progress(pool, 'advance');
  return { setAside, upToDate: position >= (await store.head()) };
}

async function state(watermarks: ViewWatermarks, view: string): Promise<Readonly<Record<string, number>>> {
  const { behind, parkedStreams } = await watermarks.watermark(view);
  if (parkedStreams > 0) throw new Error(`${parkedStreams} streams are parked.`);
  return { behind };
}
