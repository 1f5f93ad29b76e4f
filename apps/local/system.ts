import { casework } from '#casework/app';
import { CaseworkModule } from '#casework/casework.module';
import { caseworkMigrations } from '#casework/migration';
import { SIGN_IN } from '#casework/sign-in/sign-ins';
import type { EventStore } from '#event-store/event-store';
import { OutboxController } from '#local/outbox.controller';
import { DEVELOPMENT_CLOCK, DevelopmentController } from '#local/development.controller';
import { startPostgres } from '#local/embedded-postgres';
import { CASEWORK_CLIENT, DEVELOPMENT_SECRET, startIssuer } from '#local/issuer';
import { masterKeyIn } from '#local/master-key';
import { follow } from '#local/following';
import type { MailSettings } from '#messages/notices/mailer';
import { WEBHOOKS, webhooks } from '#messages/webhook';
import type { Instant } from '#pathway/decider';
import type { Reference } from '#pathway/reference';
import { placeOf } from '#pathway/stages';
import { type Clock, SettableClock, systemClock } from '#platform/clock';
import type { LogLevel } from '#platform/configuration';
import { foundation, type Foundation, provided } from '#platform/foundation';
import { LOGGER, logTo } from '#platform/logging';
import { readSide, type ReadSide } from '#platform/read-side';
import { openStore } from '#platform/store';
import { ABOUT, HEALTH_CHECKS } from '#platform/provided';
import { TokenVerifier, tokensOf } from '#platform/tokens';
import { loadReference } from '#reference/load';
import type { Sending, WorkerOptions } from '#worker/worker';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { join } from 'node:path';
import type { Logger } from 'pino';

export interface LocalOptions {
  /** Holds the database, the keys of this installation and the issuer's. */
  readonly folder: string;
  readonly ports: { readonly casework: number; readonly issuer: number } | 'free';
  /** Another PostgreSQL than the embedded one. */
  readonly databaseUrl?: string;
  /** The log is kept in this EventStoreDB, the rest in PostgreSQL. */
  readonly eventStoreUrl?: string;
  readonly directoryFile?: string;
  /** A clock that stands still until it is moved, from this moment; the machine's where left out. */
  readonly startsAt?: Instant;
  readonly log: LogLevel;
  /** Where messages are published too. */
  readonly kafkaBrokers?: readonly string[];
  /** Where views that can be shared out by person take facts from; from the store where left out. */
  readonly projectFrom?: WorkerOptions['projectFrom'];
  /** Webhooks go to this machine too unless it says otherwise. */
  readonly sending?: Sending;
  /** How patiently messages of others are dealt with. */
  readonly listening?: WorkerOptions['listening'];
  /** By what people are told by e-mail; into the outbox where left out. */
  readonly mail?: MailSettings;
  /** What the person at the keyboard is told. */
  readonly say?: (line: string) => void;
}

/** Throughcare in one process: casework, worker, PostgreSQL and a development identity provider. */
export interface Local {
  readonly url: string;
  readonly issuer: string;
  readonly tokenUri: string;
  readonly store: EventStore;
  readonly reference: Reference;
  /** How many facts the log holds. */
  facts(): Promise<number>;
  /** Moves a settable clock, through everything that falls due on the way, and settles. */
  moveClock(to: Instant): Promise<void>;
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/** Undone in the opposite order, whatever of it was started. */
class Started {
  readonly #stops: (() => Promise<unknown>)[] = [];

  add<T>(thing: T, stop: (thing: T) => Promise<unknown>): T {
    this.#stops.push(() => stop(thing));
    return thing;
  }

  async stop(): Promise<void> {
    for (let stop = this.#stops.pop(); stop; stop = this.#stops.pop()) await stop();
  }
}

/** @throws PostgresProblem, ReferenceProblem or an error of the network, with words for the person at the keyboard */
export async function startLocal(options: LocalOptions): Promise<Local> {
  const started = new Started();
  try {
    return await start(options, started);
  } catch (error) {
    await started.stop();
    throw error;
  }
}

async function start(options: LocalOptions, started: Started): Promise<Local> {
  const { folder, startsAt, say = () => undefined } = options;
  const ports = options.ports === 'free' ? { casework: 0, issuer: 0 } : options.ports;
  const logger = logTo(options.log);
  const mail: MailSettings = options.mail ?? { by: 'outbox' };
  const sending: Sending = { allowLocal: true, ...options.sending };
  const clock = startsAt === undefined ? systemClock : new SettableClock(startsAt);
  const reference = await loadReference({ directory: options.directoryFile });
  const master = masterKeyIn(folder);
  const databaseUrl = options.databaseUrl ?? (await database(folder, started, logger, say));
  const store = started.add(await openStore({ eventStoreUrl: options.eventStoreUrl, databaseUrl }), (one) =>
    one.close(),
  );
  const reading = started.add(
    await readSide({ databaseUrl, reference, store, migrations: caseworkMigrations }),
    (one) => one.close(),
  );
  const { surroundings } = reading;
  const ground = await foundation({ databaseUrl, master, reference, clock, store, surroundings });
  started.add(ground, ({ pool }) => pool.end());
  const issuer = started.add(
    await startIssuer({ port: ports.issuer, reference, folder: join(folder, 'issuer') }),
    (one) => one.close(),
  );
  const tokens = tokensOf({ issuer: issuer.issuer, jwksUrl: issuer.jwksUri });
  const moving: { move?: (to: Instant) => Promise<void> } = {};
  const app = started.add(
    await serve({ ground, reading, tokens, issuer: issuer.issuer, logger, moving, clock, sending, mail }),
    (one) => one.close(),
  );
  const { log: logLevel, kafkaBrokers = [], projectFrom, directoryFile, eventStoreUrl, listening } = options;
  await app.listen(ports.casework, '127.0.0.1');
  const url = (await app.getUrl()).replace('[::1]', 'localhost');
  const settings = {
    ...{ databaseUrl, eventStoreUrl, directoryFile, logLevel, kafkaBrokers, projectFrom, sending, listening },
    mail: { settings: mail, publicUrl: url },
  };
  const moveClock = started.add(await follow({ folder, settings, clock, master, reading, pool: ground.pool }), (one) =>
    one.stop(),
  ).moveClock;
  moving.move = moveClock;
  return {
    url,
    issuer: issuer.issuer,
    tokenUri: issuer.tokenUri,
    store,
    reference,
    facts: () => countFacts(store),
    moveClock,
    settled: () => reading.settled(ground.pool),
    stop: () => started.stop(),
  };
}

async function database(
  folder: string,
  started: Started,
  logger: Logger,
  say: (line: string) => void,
): Promise<string> {
  const onExit = (words: string) => logger.error(words);
  const postgres = await startPostgres({ folder: join(folder, 'postgres'), log: say, onExit });
  started.add(postgres, (one) => one.stop());
  return postgres.url;
}

interface Serving {
  readonly ground: Foundation;
  readonly reading: ReadSide;
  readonly tokens: TokenVerifier;
  readonly issuer: string;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly moving: { move?: (to: Instant) => Promise<void> };
  readonly sending: Sending;
  readonly mail: MailSettings;
}

async function serve({
  ground,
  reading,
  tokens,
  issuer,
  logger,
  clock,
  moving,
  sending,
  mail,
}: Serving): Promise<NestFastifyApplication> {
  const module = CaseworkModule.composedOf({
    providers: [
      ...provided(ground),
      ...reading.providers(ground.pool),
      { provide: TokenVerifier, useValue: tokens },
      { provide: SIGN_IN, useValue: { issuer, clientId: CASEWORK_CLIENT, clientSecret: DEVELOPMENT_SECRET } },
      { provide: LOGGER, useValue: logger },
      { provide: WEBHOOKS, useValue: webhooks(ground.master, sending.allowLocal ?? false) },
      { provide: HEALTH_CHECKS, useValue: reading.healthChecks(ground.pool) },
      {
        provide: ABOUT,
        useValue: { name: 'throughcare', productId: 'unassigned', version: 'development', gitRef: 'local' },
      },
      { provide: DEVELOPMENT_CLOCK, useValue: clock instanceof SettableClock ? moving : {} },
    ],
  });
  const outbox = mail.by === 'outbox' ? [OutboxController] : [];
  return casework({ ...module, controllers: [DevelopmentController, ...outbox] });
}

async function countFacts(store: EventStore): Promise<number> {
  let facts = 0;
  for await (const { stream } of store.readAll()) if (placeOf(stream)) facts += 1;
  return facts;
}
