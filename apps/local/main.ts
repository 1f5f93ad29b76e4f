import { startLocal } from '#local/system';
import { optionsTyped } from '#platform/arguments';
import { systemClock } from '#platform/clock';
import { levels, type LogLevel, readKafka, readMail } from '#platform/configuration';

const { env } = process;

function port(name: string, otherwise: number): number {
  const written = env[name];
  if (written === undefined || written === '') return otherwise;
  const number = Number(written);
  if (Number.isInteger(number) && number >= 0 && number < 65_536) return number;
  throw new Error(`${name} is not a port. Set a number from 0 to 65535.`);
}

function level(): LogLevel {
  const written = env['LOG_LEVEL'] ?? 'warn';
  const known = levels.find((one) => one === written);
  if (!known) throw new Error(`LOG_LEVEL is not a level. Set one of ${levels.join(', ')}.`);
  return known;
}

function clockFrom(): string | undefined {
  const written = env['VIRTUAL_CLOCK'];
  if (
    written === undefined ||
    (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(written) && !Number.isNaN(Date.parse(written)))
  )
    return written;
  throw new Error('VIRTUAL_CLOCK is not a moment. Set one such as 2026-03-02T21:00:00Z, or leave it out.');
}

async function main(): Promise<void> {
  const values = optionsTyped({ json: { type: 'boolean', default: false } });
  const say = (line: string) => (values.json ? undefined : console.log(line));
  const mail = readMail(env);
  const system = await startLocal({
    folder: env['DATA_FOLDER'] ?? '.data',
    ports: { casework: port('PORT', 3000), issuer: port('ISSUER_PORT', 3001) },
    databaseUrl: env['DATABASE_URL'],
    eventStoreUrl: env['EVENTSTORE_URL'],
    directoryFile: env['DIRECTORY_FILE'],
    ...readKafka(env),
    startsAt: clockFrom(),
    log: level(),
    mail,
    say,
  });
  if (values.json) console.log(JSON.stringify({ url: system.url, tokenUri: system.tokenUri }));
  say(`\nThroughcare is ready (${systemClock.now()}).

  Open the pages   ${system.url} (sign in as any user of any organisation in the directory)
  E-mails          ${mail ? `are sent by ${mail.by}` : `${system.url}/outbox (nothing is sent from here)`}
  Browse the API   ${system.url}/swagger-ui.html
  Health           ${system.url}/health

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
  if (code === 'EEXIST' || code === 'ENOTDIR' || code === 'EACCES')
    return `DATA_FOLDER is not a folder that can be written to (${code}). Set another, or make room for it.`;
  return error instanceof Error ? error.message : String(error);
}

await main().catch((error: unknown) => {
  console.error(inWords(error));
  process.exit(1);
});
