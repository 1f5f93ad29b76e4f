import { type Postgres, startPostgres } from '#local/embedded-postgres';
import { measureAppends } from '#test/bench/appends';
import { type Desk, openDesks, rush, tokenFrom } from '#test/bench/commands';
import { Inserts } from '#test/bench/floor';
import { caughtUp, measureLag } from '#test/bench/lag';
import { alternating } from '#test/bench/measure';
import { CALLERS, options, type Part, type Sizes } from '#test/bench/options';
import { measureIdle, Spending } from '#test/bench/processes';
import { type LocalProgram, startCasework, startLocal, stopPrograms } from '#test/bench/programs';
import { measurePublishing, type Publishing } from '#test/bench/publishing';
import { measureRebuilds, type Rebuilds, recordCaseload } from '#test/bench/rebuilds';
import { type Commands, linesOf, type Measured, reached, table } from '#test/bench/report';
import { startBroker, whyNoBroker } from '#test/kafka/broker';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from 'pg';

/** For so many rounds a server is used before it is measured, so that its code is compiled. */
const WARM_UP = 3;

/** Everything the bench starts, in a folder that is gone afterwards. */
interface Ground {
  readonly folder: string;
  readonly postgres: Postgres;
  readonly sizes: Sizes;
  /** Who is tested where commands are measured. */
  readonly tested: number;
}

async function database({ postgres }: Ground, name: string): Promise<string> {
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const url = new URL(postgres.url);
  url.pathname = name;
  return url.href;
}

const peopleADesk = ({ tested }: Ground): number => Math.ceil(tested / CALLERS);

const progress = (words: string): void => console.error(`… ${words}`);

/** What is started is stopped, whatever comes of the use. */
async function using<P extends { stop(): Promise<void> }, R>(started: P, use: (program: P) => Promise<R>): Promise<R> {
  try {
    return await use(started);
  } finally {
    await started.stop();
  }
}

interface Served {
  readonly ground: Ground;
  readonly local: LocalProgram;
  readonly databaseUrl: string;
}

async function measureCommands({ ground, local, databaseUrl }: Served, desks: readonly Desk[]): Promise<Commands> {
  const { rounds, milliseconds } = ground.sizes;
  const casework = await startCasework({
    databaseUrl: await database(ground, 'worker_off'),
    masterKey: randomBytes(32).toString('base64'),
    issuer: new URL(local.tokenUri).origin,
  });
  return using(casework, async ({ url, pid }) => {
    const inserts = await Inserts.by(CALLERS, await database(ground, 'floor'));
    const token = await tokenFrom(local.tokenUri);
    const alone = await openDesks({ url, token, callers: CALLERS, people: peopleADesk(ground) });
    for (const warm of [desks, alone]) await rush(warm, WARM_UP * milliseconds);
    const [on, off] = [new Spending(local.pid), new Spending(pid)];
    const rates = await alternating(rounds, {
      floor: () => inserts.run(milliseconds),
      workerOn: async () => {
        const round = await on.during(() => rush(desks, milliseconds));
        await caughtUp(databaseUrl);
        return round;
      },
      workerOff: () => off.during(() => rush(alone, milliseconds)),
    });
    for (const desk of alone) desk.close();
    await inserts.close();
    const processorMs = { workerOn: on.millisecondsEach, workerOff: off.millisecondsEach };
    return { callers: CALLERS, ...rates, processorMs };
  });
}

async function measureServed(served: Served): Promise<Measured> {
  const { ground, local, databaseUrl } = served;
  const token = await tokenFrom(local.tokenUri);
  const desks = await openDesks({ url: local.url, token, callers: CALLERS, people: peopleADesk(served.ground) });
  progress('commands over HTTP');
  const commands = await measureCommands(served, desks);
  const perSecond = Math.max(1, Math.round(commands.workerOn / 2));
  progress(`lag at ${perSecond} commands a second`);
  const milliseconds = ground.sizes.milliseconds * 4;
  const views = await measureLag(desks, databaseUrl, { perSecond, milliseconds });
  for (const desk of desks) desk.close();
  return { commands, lag: { perSecond, views } };
}

/** Each part on a server of its own: what one leaves to be cleared up is no matter of the next. */
async function measure(ground: Omit<Ground, 'postgres'>, only: readonly Part[]): Promise<Measured> {
  const measured: Measured = {};
  let server: Promise<Postgres> | undefined;
  stopOnSignal(ground.folder, async () => (await server)?.stop());
  for (const part of only) {
    server = startPostgres({ folder: join(ground.folder, 'postgres', part), log: () => undefined });
    const postgres = await server;
    Object.assign(measured, await using(postgres, () => measures[part]({ ...ground, postgres })));
  }
  return measured;
}

const measures: { readonly [P in Part]: (ground: Ground) => Promise<Measured> } = {
  async idle({ folder, sizes }) {
    progress('memory of npm start, idle');
    return {
      idle: await using(await startLocal(join(folder, 'idle')), ({ pid }) => measureIdle(pid, sizes.idleMs)),
    };
  },
  async appends(ground) {
    progress('appends');
    return { appends: await measureAppends(await database(ground, 'appends'), ground.sizes.writers, ground.sizes) };
  },
  async commands(ground) {
    const databaseUrl = await database(ground, 'worker_on');
    return using(await startLocal(join(ground.folder, 'local'), databaseUrl), (local) =>
      measureServed({ ground, local, databaseUrl }),
    );
  },
  rebuild: async (ground) => ({ rebuild: await measureRebuild(ground) }),
  async publishing(ground) {
    const why = whyNoBroker();
    if (why === undefined) return { publishing: await measurePublished(ground) };
    progress(`publishing is NOT measured: ${why}`);
    return {};
  },
};

async function measureRebuild(ground: Ground): Promise<Rebuilds> {
  const { sizes, folder } = ground;
  progress('a log to rebuild from');
  const databaseUrl = await database(ground, 'rebuild');
  const localFolder = join(folder, 'rebuild');
  await using(await startLocal(localFolder, databaseUrl), (local) => recordCaseload(local, sizes.people));
  progress('rebuild of all views');
  return measureRebuilds(databaseUrl, localFolder, sizes);
}

async function measurePublished(ground: Ground): Promise<Publishing> {
  progress('publishing on Kafka');
  const databaseUrl = await database(ground, 'publishing');
  return using(await startBroker(), ({ brokers }) => measurePublishing(databaseUrl, brokers, ground.sizes.publishing));
}

const words = `
Each rate stands beside a floor of the same run, which took turns with it; medians of the rounds.
Floor of appends and commands: one prepared INSERT a transaction, on as many connections as writers (64 at most).
Floor of the rebuild: the log read and written to one table, a thousand rows a statement.
Floor of publishing: kafkajs alone with the same messages ready, beside each round; every fact of its log is told.
Commands: a test requested and its sample recorded, in turn; signed in, validated, decided, encrypted, chained, durable.
Load: the bench's own kept connections, one request each at a time; they, the server and PostgreSQL share the processors.
Lag: from a command's answer until the database tells that a view's checkpoint has passed it, at half the commands a
second; the bench's own process hears of both.`;

/** Leaves nothing behind when it is told to stop; the programs hear of it from the terminal as well. */
function stopOnSignal(folder: string, stopServer: () => Promise<void>): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      stopPrograms();
      void stopServer().finally(() => {
        rmSync(folder, { recursive: true, force: true });
        process.exit(130);
      });
    });
}

async function main(): Promise<void> {
  const { sizes, tested, file, only } = options();
  const began = performance.now();
  const folder = mkdtempSync(join(tmpdir(), 'throughcare-bench-'));
  const busy = loadavg()[0] ?? 0;
  try {
    const measured = await measure({ folder, sizes, tested }, only);
    const lines = linesOf(measured);
    const machine = { processors: cpus().length, model: cpus()[0]?.model, node: process.version, loadBefore: busy };
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(
      file,
      `${JSON.stringify({ machine, ...measured, lines: lines.map((line) => ({ ...line, reached: reached(line) })) }, null, 2)}\n`,
    );
    const seconds = ((performance.now() - began) / 1000).toFixed(0);
    console.log(`\n${table(lines)}\n${words}`);
    console.log(
      `\n${machine.processors} processors, Node ${machine.node}, load ${busy.toFixed(1)} before; ${seconds} s; ${file}`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
