import { casework } from '#casework/app';
import { caseworkMigrations } from '#casework/migration';
import { SIGN_IN, type SignInOptions } from '#casework/sign-in/sign-ins';
import { CaseworkModule } from '#casework/casework.module';
import { WEBHOOKS, webhooks } from '#messages/webhook';
import { systemClock } from '#platform/clock';
import {
  type Configuration,
  ConfigurationError,
  readConfiguration,
  readSignIn,
  type SignInConfiguration,
} from '#platform/configuration';
import { foundation, provided } from '#platform/foundation';
import { LOGGER, logTo } from '#platform/logging';
import { ABOUT, HEALTH_CHECKS } from '#platform/provided';
import { readSide } from '#platform/read-side';
import { openStore } from '#platform/store';
import { TokenVerifier, tokensOf } from '#platform/tokens';
import { masterKey } from '#privacy/keys';
import { loadReference } from '#reference/load';

/** The API alone, on a database and an issuer that run elsewhere; a worker must run beside it. */
async function start(configuration: Configuration, signIn: SignInConfiguration): Promise<() => Promise<void>> {
  const { databaseUrl, directoryFile, productId, version, gitRef } = configuration;
  const logger = logTo(configuration.logLevel);
  const reference = await loadReference({ directory: directoryFile });
  const store = await openStore(configuration);
  const reading = await readSide({ databaseUrl, reference, store, migrations: caseworkMigrations });
  const master = masterKey(configuration.masterKey);
  const { surroundings } = reading;
  const ground = await foundation({ databaseUrl, master, reference, clock: systemClock, store, surroundings });
  const app = await casework(
    CaseworkModule.composedOf({
      providers: [
        ...provided(ground),
        ...reading.providers(ground.pool),
        { provide: TokenVerifier, useValue: tokensOf({ ...configuration, issuer: configuration.issuerUrl }) },
        { provide: SIGN_IN, useValue: { ...signIn, issuer: configuration.issuerUrl } satisfies SignInOptions },
        { provide: LOGGER, useValue: logger },
        { provide: WEBHOOKS, useValue: webhooks(master, configuration.webhooksAllowLocal) },
        { provide: HEALTH_CHECKS, useValue: reading.healthChecks(ground.pool) },
        { provide: ABOUT, useValue: { name: 'throughcare-casework', productId, version, gitRef } },
      ],
    }),
  );
  await app.listen(configuration.port, configuration.host);
  return async () => {
    await app.close();
    await ground.pool.end();
    await reading.close();
    await store.close();
  };
}

function fail(error: unknown): never {
  const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${error instanceof ConfigurationError ? error.message : words}\n`);
  process.exit(1);
}

try {
  const stop = await start(readConfiguration(process.env), readSignIn(process.env));
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void stop().then(() => process.exit(0), fail));
} catch (error) {
  fail(error);
}
