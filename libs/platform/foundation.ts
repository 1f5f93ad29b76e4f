import { type Looks, LOOKS } from '#access/looks';
import {
  ArrestTestHandler,
  HandoverHandler,
  LiaisonReferralHandler,
  MASTER_KEY,
  PersonHandler,
} from '#commands/handlers';
import { PrisonReleaseHandler, TreatmentHandler, TreatmentRequirementHandler } from '#commands/handlers';
import { answeredCommands } from '#commands/idempotency';
import { Log } from '#commands/log';
import { loggedLooks } from '#commands/looks';
import { Recording } from '#commands/recording';
import { Registry } from '#commands/register';
import { type Surroundings } from '#commands/surroundings';
import { type EventStore } from '#event-store/event-store';
import type { Clock } from '#platform/clock';
import { CLOCK } from '#platform/clock';
import { EVENT_STORE, REFERENCE } from '#platform/provided';
import type { Reference } from '#pathway/reference';
import { type Keys, type MasterKey, postgresKeys } from '#privacy/keys';
import type { Provider } from '@nestjs/common';
import { Pool } from 'pg';

/** What both applications stand on: one log, one database, one way in. */
export interface Foundation {
  readonly reference: Reference;
  readonly clock: Clock;
  readonly store: EventStore;
  readonly pool: Pool;
  readonly keys: Keys;
  readonly master: MasterKey;
  readonly log: Log;
  readonly recording: Recording;
  readonly registry: Registry;
  readonly looks: Looks;
}

export interface FoundationOptions {
  readonly databaseUrl: string;
  readonly master: MasterKey;
  readonly reference: Reference;
  readonly clock: Clock;
  readonly store: EventStore;
  readonly surroundings: Surroundings;
}

/** Connections at most, for keys and answered commands: both are asked for in bulk. */
const CONNECTIONS = 4;

export async function foundation(options: FoundationOptions): Promise<Foundation> {
  const { databaseUrl, master, reference, clock, store, surroundings } = options;
  const pool = new Pool({ connectionString: databaseUrl, max: CONNECTIONS, application_name: 'throughcare commands' });
  // A connection that the server closed while idle is replaced; a query that fails says so itself.
  pool.on('error', () => undefined);
  const keys = await postgresKeys(pool, master);
  const log = new Log(store, keys);
  const recording = new Recording(log, await answeredCommands(pool), reference, clock, surroundings);
  const registry = new Registry(recording, store, master);
  return { reference, clock, store, pool, keys, master, log, recording, registry, looks: loggedLooks(store, clock) };
}

/** The foundation as Nest hands it out, and the handler of every stage. */
export const provided = (ground: Foundation): Provider[] => [
  { provide: REFERENCE, useValue: ground.reference },
  { provide: CLOCK, useValue: ground.clock },
  { provide: EVENT_STORE, useValue: ground.store },
  { provide: MASTER_KEY, useValue: ground.master },
  { provide: LOOKS, useValue: ground.looks },
  { provide: Recording, useValue: ground.recording },
  { provide: Registry, useValue: ground.registry },
  { provide: Log, useValue: ground.log },
  PersonHandler,
  ArrestTestHandler,
  LiaisonReferralHandler,
  TreatmentRequirementHandler,
  PrisonReleaseHandler,
  TreatmentHandler,
  HandoverHandler,
];
