import { systemClock } from '#platform/clock';
import { ConfigurationError, readConfiguration, readMail, readPublicUrl } from '#platform/configuration';
import { masterKey } from '#privacy/keys';
import { SharedOut } from '#worker/project';
import { startAlone } from '#worker/start';

function fail(error: unknown): never {
  const inWords = error instanceof ConfigurationError || error instanceof SharedOut;
  console.error(inWords ? error.message : error);
  process.exit(1);
}

try {
  const configuration = readConfiguration(process.env);
  const mail = readMail(process.env);
  const settings = {
    ...configuration,
    sending: { allowLocal: configuration.webhooksAllowLocal },
    ...(mail && { mail: { settings: mail, publicUrl: readPublicUrl(process.env) } }),
  };
  const worker = await startAlone(settings, masterKey(configuration.masterKey), systemClock);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void worker.stop().then(() => process.exit(0), fail));
} catch (error) {
  fail(error);
}
