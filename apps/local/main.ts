import { startLocal } from '#local/system';
import { systemClock } from '#platform/clock';
import type { LogLevel } from '#platform/configuration';
import { parseArgs } from 'node:util';

const { env } = process;

function port(name: string, otherwise: number): number {
  const written = env[name];
  if (written === undefined || written === '') return otherwise;
  const number = Number(written);
  if (Number.isInteger(number) && number >= 0 && number < 65_536) return number;
  throw new Error(`${name} is not a port. Set a number from 0 to 65535.`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
  const say = (line: string) => (values.json ? undefined : console.log(line));
  const system = await startLocal({
    folder: env['DATA_FOLDER'] ?? '.data',
    ports: { casework: port('PORT', 3000), issuer: port('ISSUER_PORT', 3001) },
    databaseUrl: env['DATABASE_URL'],
    eventStoreUrl: env['EVENTSTORE_URL'],
    directoryFile: env['DIRECTORY_FILE'],
    kafkaBrokers: env['KAFKA_BROKERS']?.split(','),
    startsAt: env['VIRTUAL_CLOCK'],
    log: (env['LOG_LEVEL'] ?? 'warn') as LogLevel,
    say,
  });
  if (values.json) console.log(JSON.stringify({ url: system.url, tokenUri: system.tokenUri }));
  say(`\nThroughcare is ready (${systemClock.now()}).

  Browse the API   ${system.url}/swagger-ui.html
  Health           ${system.url}/health
  Sign in          ${system.issuer} (one user for each role of each organisation in the directory)

A token for the practitioner of a custody suite:

  curl -s -u custody-brunswick.practitioner:development -d grant_type=client_credentials ${system.tokenUri}

Press Ctrl-C to stop. The data stays in ${env['DATA_FOLDER'] ?? '.data'}.`);
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    say('\nStopping…');
    system.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error instanceof Error ? error.message : error);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

/** What went wrong, and what to do about it. */
function inWords(error: unknown): string {
  const { code, port: taken } = error as { code?: unknown; port?: unknown };
  if (code === 'EADDRINUSE')
    return `Port ${String(taken)} is taken by another program: stop that, or set PORT or ISSUER_PORT to another.`;
  return error instanceof Error ? error.message : String(error);
}

await main().catch((error: unknown) => {
  console.error(inWords(error));
  process.exit(1);
});
