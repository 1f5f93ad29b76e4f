import type { Log } from '#commands/log';
import type { Recording } from '#commands/recording';
import type { Registry } from '#commands/register';
import { teller } from '#commands/tell';
import type { EventStore } from '#event-store/event-store';
import type { DueBy } from '#read-models/handover/queries';
import type { View } from '#read-models/view';
import type { ViewWatermarks } from '#read-models/watermarks';
import { putOut } from '#messages/outbox';
import { webhooks } from '#messages/webhook';
import type { MasterKey } from '#privacy/keys';
import { sameAs } from '#read-models/people/queries';
import { advance } from '#worker/advance';
import { announce, type Way } from '#worker/announce';
import { onKafka } from '#worker/announce-kafka';
import { deliver, type Patience, usualPatience } from '#worker/deliver';
import { beginAtEnd, type Following, installFollowers, run } from '#worker/follower';
import { forget } from '#worker/forget';
import type { Patience as ListeningPatience } from '#worker/listen/deal';
import { startListening, unkeep } from '#worker/listen/start';
import { notify } from '#worker/notify';
import { Places } from '#worker/places';
import { type Mail, post, usualPostPatience } from '#worker/post';
import { project, refuseSharedOut } from '#worker/project';
import { remind } from '#worker/remind';
import { withOneTail } from '#worker/tail';
import type { CommandBus } from '@nestjs/cqrs';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';

export interface WorkerOptions {
  readonly store: EventStore;
  readonly pool: Pool;
  readonly dataSource: DataSource;
  readonly watermarks: ViewWatermarks;
  readonly views: readonly View[];
  readonly log: Log;
  readonly recording: Recording;
  readonly registry: Registry;
  readonly bus: CommandBus;
  readonly logger: Logger;
  readonly dueBy: DueBy;
  readonly master: MasterKey;
  /** Where messages are published too, and where other services publish theirs. */
  readonly kafkaBrokers?: readonly string[];
  /** Where views that can be shared out by person take facts from; from the store where left out. */
  readonly projectFrom?: 'store' | 'kafka';
  /** How webhooks are sent: over https to open addresses, and patiently, where left out. */
  readonly sending?: Sending;
  /** How people are told by e-mail; nobody is where left out. */
  readonly mail?: Mail;
  /** How patiently messages of others are dealt with. */
  readonly listening?: ListeningPatience;
}

export interface Sending {
  /** For development: also over http, and to addresses of one's own network. */
  readonly allowLocal?: boolean;
  readonly patience?: Patience;
}

export interface Worker {
  /** Raises what has fallen due by the clock, having seen everything recorded until now. Answers how many. */
  remind(): Promise<number>;
  /** Settles once nothing is under way any more. */
  stop(): Promise<void>;
}

const REMIND_EVERY_MS = 5_000;
const PATIENCE_MS = 60_000;

/** Everything that follows the log or the clock: project, advance, forget, announce, deliver, listen, remind. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { pool, dataSource, watermarks, views, log, recording, registry, logger } = options;
  await installFollowers(pool);
  const stopping = new AbortController();
  const { signal } = stopping;
  const store = withOneTail(options.store, signal);
  const tell = teller(log.keys);
  const places = new Places(pool, logger, signal);
  const following = { store, pool, places, log: logger, signal };
  const brokers = options.kafkaBrokers?.length ? { brokers: options.kafkaBrokers, clientId: 'throughcare' } : undefined;
  const passing = { store, pool, dataSource, logger, signal };
  const sharedOn = options.projectFrom === 'kafka' ? brokers : undefined;
  const toProject = { ...passing, views, tell, sharedOn };
  await refuseSharedOut(toProject);
  const projecting = project(toProject);
  const advancing = run(advance({ bus: options.bus, log, recording, tell }), following);
  async function recordsOf(personId: string, position: bigint): Promise<readonly string[]> {
    const patience = AbortSignal.any([AbortSignal.timeout(PATIENCE_MS), signal]);
    if (!(await watermarks.waitFor('people', position, patience))) throw new Error('The people are not known so far.');
    return sameAs(dataSource, personId);
  }
  const forgetting = run(
    forget({ log, registry, bus: options.bus, unkeep: unkeep(dataSource, options.master), recordsOf }),
    following,
  );
  const ways: Way[] = [{ name: 'feed', put: (stretch) => putOut(dataSource, stretch) }];
  if (brokers) ways.push(onKafka(brokers, dataSource, signal));
  const announcing = ways.map((way) => announce(way, { ...passing, log, tell }));

  const { allowLocal = false, patience: sendingPatience = usualPatience } = options.sending ?? {};
  const delivering = deliver({
    dataSource,
    webhooks: webhooks(options.master, allowLocal),
    patience: sendingPatience,
    logger,
    signal,
  });

  const mailing = await startMailing(options, { tell, following });

  const listening = startListening({ ...options, following, brokers, patience: options.listening });

  const remindNow = (): Promise<number> =>
    remind({ bus: options.bus, log: logger, dueBy: options.dueBy, signal }, recording.clock.now());

  async function reminding(): Promise<void> {
    while (!signal.aborted) {
      await remindNow().catch((error: unknown) => {
        if (!signal.aborted) logger.warn({ error: named(error) }, 'reminding failed; trying again');
      });
      await pause(REMIND_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  const everything = [
    ...projecting,
    advancing,
    forgetting,
    ...announcing,
    delivering,
    ...mailing,
    listening,
    reminding(),
  ];
  return {
    remind: remindNow,
    async stop() {
      stopping.abort();
      await Promise.allSettled(everything);
    },
  };
}

type Shared = { readonly tell: ReturnType<typeof teller>; readonly following: Following };

/** What people are told by e-mail: kept as the log is followed, and posted. */
async function startMailing(options: WorkerOptions, { tell, following }: Shared): Promise<Promise<void>[]> {
  const { mail, dataSource, log, recording, logger, sending = {} } = options;
  logger.info({ by: mail?.settings.by ?? 'nothing' }, 'how people are told by e-mail');
  if (!mail) return [];
  const { reference, clock } = recording;
  await beginAtEnd('notify', following);
  const patience = sending.patience ?? usualPostPatience;
  return [
    run(notify({ dataSource, log, tell, reference, clock }), following),
    post({ ...mail, dataSource, reference, clock, patience, logger, signal: following.signal }),
  ];
}

const named = (error: unknown): string => (error instanceof Error ? error.name : typeof error);
