import { systemClock } from '#platform/clock';
import { ConfigurationError, readConfiguration } from '#platform/configuration';
import { foundation, provided } from '#platform/foundation';
import { logTo, nestLines } from '#platform/logging';
import { readSide } from '#platform/read-side';
import { openStore } from '#platform/store';
import { masterKey } from '#privacy/keys';
import { loadReference } from '#reference/load';
import { startWorker } from '#worker/worker';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommandBus, CqrsModule } from '@nestjs/cqrs';

@Module({ imports: [CqrsModule.forRoot()] })
class WorkerModule {}

/** The worker alone: several may run side by side, each view and each follower has one owner at a time. */
async function start(): Promise<() => Promise<void>> {
  const configuration = readConfiguration(process.env);
  const { databaseUrl, directoryFile, masterKey: master, logLevel, webhooksAllowLocal, kafkaBrokers } = configuration;
  const logger = logTo(logLevel);
  const reference = await loadReference({ directory: directoryFile });
  const store = await openStore(configuration);
  const reading = await readSide({ databaseUrl, reference, store });
  const { surroundings, dataSource, watermarks, views, dueBy } = reading;
  const ground = await foundation({
    databaseUrl,
    master: masterKey(master),
    reference,
    clock: systemClock,
    store,
    surroundings,
  });
  const app = await NestFactory.createApplicationContext(
    { module: WorkerModule, providers: provided(ground) },
    { logger: nestLines(logger), abortOnError: false },
  );
  await app.init();
  const worker = await startWorker({
    ...ground,
    dataSource,
    watermarks,
    views,
    dueBy,
    bus: app.get(CommandBus),
    logger,
    kafkaBrokers,
    sending: { allowLocal: webhooksAllowLocal },
  });
  return async () => {
    await worker.stop();
    await app.close();
    await ground.pool.end();
    await reading.close();
    await store.close();
  };
}

function fail(error: unknown): void {
  console.error(error instanceof ConfigurationError ? error.message : error);
  process.exitCode = 1;
}

try {
  const stop = await start();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void stop().then(() => process.exit(0), fail));
} catch (error) {
  fail(error);
}
