import { Analyst1767225600011 } from '#read-models/analytics/analyst-migration';
import { Analytics1767225600010 } from '#read-models/analytics/migration';
import { Access1767225600004 } from '#read-models/migrations/access';
import { Duty1767225600023 } from '#read-models/migrations/duty';
import { Handover1767225600005 } from '#read-models/migrations/handover';
import { Moving1767225600016 } from '#read-models/migrations/moving';
import { Home1767225600015 } from '#read-models/migrations/home';
import { People1767225600003 } from '#read-models/migrations/people';
import { Projections1767225600001 } from '#read-models/migrations/projections';
import { Release1767225600006 } from '#read-models/migrations/release';
import { Shares1767225600020 } from '#read-models/migrations/shares';
import { Supervised1767225600026 } from '#read-models/migrations/supervised';
import { Timeline1767225600002 } from '#read-models/migrations/timeline';
import { Party } from '#read-models/access';
import { Consent } from '#read-models/access/consents';
import { DutyEpisode, DutyOwed } from '#read-models/duty';
import { Handover, Merge, ReleaseHistory, TreatmentStart } from '#read-models/handover/tables';
import { NearMatch, Person, PersonIdentifier } from '#read-models/people';
import { Release } from '#read-models/release';
import { GatheringSocket } from '#read-models/statements';
import { TimelineStep } from '#read-models/timeline';
import { DataSource, type MigrationInterface } from 'typeorm';

const entities = [
  TimelineStep,
  Person,
  PersonIdentifier,
  NearMatch,
  Party,
  Consent,
  Handover,
  ReleaseHistory,
  TreatmentStart,
  Merge,
  Release,
  DutyEpisode,
  DutyOwed,
];
const migrations = [
  Projections1767225600001,
  Timeline1767225600002,
  People1767225600003,
  Access1767225600004,
  Handover1767225600005,
  Release1767225600006,
  Analytics1767225600010,
  Analyst1767225600011,
  Moving1767225600016,
  Shares1767225600020,
  Home1767225600015,
  Duty1767225600023,
  Supervised1767225600026,
];

export interface ReadModelsOptions {
  /** `postgres://…` */
  readonly url: string;
  /** What others keep in the same database. */
  readonly migrations?: readonly (new () => MigrationInterface)[];
  /** Connections at most; 10 where left out. */
  readonly poolSize?: number;
}

/** Taken while migrating, so that processes that start at once migrate one after the other. */
const MIGRATING = 7_462_010;

/** A transaction that lies still for so long is ended: a process that stopped in it must not hold up the next owner. */
const STILL_MS = 5_000;

/** The read models' database: connected, and migrated to the newest version. The caller ends it with `destroy()`. */
export async function readModels({
  url,
  migrations: others = [],
  poolSize = 10,
}: ReadModelsOptions): Promise<DataSource> {
  await migrate(url, [...migrations, ...others]);
  const dataSource = new DataSource({
    type: 'postgres',
    url,
    poolSize,
    // What is sent side by side on one connection does not wait for the answer to what was sent before it.
    extra: {
      idle_in_transaction_session_timeout: STILL_MS,
      pipeline: true,
      stream: () => new GatheringSocket(),
    },
    applicationName: 'throughcare read models',
    entities,
    synchronize: false,
    logging: false,
  });
  return dataSource.initialize();
}

/** By connections of its own, on which a transaction may lie still: a machine that is slow must not end it half-way. */
async function migrate(url: string, known: readonly (new () => MigrationInterface)[]): Promise<void> {
  const dataSource = new DataSource({
    type: 'postgres',
    url,
    poolSize: 2,
    applicationName: 'throughcare migrations',
    migrations: [...known],
    migrationsTableName: 'projections.migration',
    migrationsTransactionMode: 'each',
  });
  await dataSource.initialize();
  const lock = dataSource.createQueryRunner();
  try {
    await lock.query('select pg_advisory_lock($1)', [MIGRATING]);
    await lock.query('create schema if not exists projections');
    await dataSource.runMigrations();
  } finally {
    await lock.release();
    await dataSource.destroy(); // The lock ends with its connection.
  }
}
