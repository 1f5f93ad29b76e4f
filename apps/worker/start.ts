import type { Clock } from '#platform/clock';
import type { Configuration } from '#platform/configuration';
import { foundation, provided } from '#platform/foundation';
import { logTo, nestLines } from '#platform/logging';
import { readSide } from '#platform/read-side';
import { openStore } from '#platform/store';
import type { MasterKey } from '#privacy/keys';
import { loadReference } from '#reference/load';
import { type Sending, startWorker, type Worker, type WorkerOptions } from '#worker/worker';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommandBus, CqrsModule } from '@nestjs/cqrs';

@Module({ imports: [CqrsModule.forRoot()] })
class WorkerModule {}

export type WorkerSettings = Pick<
  Configuration,
  'databaseUrl' | 'eventStoreUrl' | 'directoryFile' | 'logLevel' | 'kafkaBrokers'
> & {
  readonly sending: Sending;
  readonly projectFrom?: WorkerOptions['projectFrom'];
  readonly listening?: WorkerOptions['listening'];
  readonly mail?: WorkerOptions['mail'];
};

/** The worker with all that it stands on, none of it shared: several may run side by side, in a process or a thread each. */
export async function startAlone(settings: WorkerSettings, master: MasterKey, clock: Clock): Promise<Worker> {
  const { databaseUrl, directoryFile, logLevel, kafkaBrokers, projectFrom, sending, listening, mail } = settings;
  const logger = logTo(logLevel);
  const reference = await loadReference({ directory: directoryFile });
  const store = await openStore(settings);
  const reading = await readSide({ databaseUrl, reference, store });
  const { surroundings, dataSource, watermarks, views, dueBy } = reading;
  const ground = await foundation({ databaseUrl, master, reference, clock, store, surroundings });
  const app = await NestFactory.createApplicationContext(
    { module: WorkerModule, providers: provided(ground) },
    { logger: nestLines(logger), abortOnError: false },
  );
  await app.init();
  const bus = app.get(CommandBus);
  const worker = await startWorker({
    ...ground,
    dataSource,
    watermarks,
    views,
    dueBy,
    bus,
    logger,
    kafkaBrokers,
    projectFrom,
    sending,
    listening,
    mail,
  });
  return {
    ...worker,
    async stop() {
      await worker.stop();
      await app.close();
      await ground.pool.end();
      await reading.close();
      await store.close();
    },
  };
}
