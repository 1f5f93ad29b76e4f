import { clearHalfMade, type Home, PostgresProblem, prepareHome } from '#local/postgres-home';
import { eventually, identityOf, processesIn, type Running, runningIn, taken } from '#local/postgres-process';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';

export interface PostgresOptions {
  /** Holds everything of this database; made where it is missing. */
  readonly folder: string;
  /** On 127.0.0.1. Left out: a free one. A server that is already running keeps its own. */
  readonly port?: number;
  readonly log: (line: string) => void;
  /** Called once if the server ends without having been asked to. */
  readonly onExit?: (words: string) => void;
  /** False: writes may be lost with the machine. For tests. */
  readonly durable?: boolean;
}

export interface Postgres {
  readonly url: string;
  readonly pid: number;
  /** Where it really lives: as root, a folder that an unprivileged user cannot reach is replaced by one it can. */
  readonly folder: string;
  /** Ends all connections and the server, and waits for it. */
  stop(): Promise<void>;
}

const USER = 'throughcare';

/** Sized for a laptop. What the server logs holds no values: neither parameters nor the details of an error. */
const settings = (port: number, durable: boolean): string[] =>
  Object.entries({
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 120,
    shared_buffers: '128MB',
    fsync: durable ? 'on' : 'off',
    synchronous_commit: durable ? 'on' : 'off',
    full_page_writes: durable ? 'on' : 'off',
    max_wal_size: '1GB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_messages: 'warning',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
  }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

const environment = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

const urlOf = (home: Home, port: number): string =>
  `postgres://${USER}:${readFileSync(home.password, 'utf8').trim()}@127.0.0.1:${port}/postgres`;

/**
 * Starts the embedded PostgreSQL of a folder, or takes over the one that a killed process left running there.
 * Installs no exit hooks: whoever starts it stops it.
 * @throws PostgresProblem with words for the person at the keyboard
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const home = prepareHome(options.folder);
  claim(home);
  const found = await settle(home);
  if (found) {
    options.log(`PostgreSQL was still running on port ${found.port}: using it.`);
    return supervise(home, found, undefined, options);
  }
  if (!existsSync(home.data)) initialise(home, options.log);
  const { child, running } = await launch(home, options);
  options.log(`PostgreSQL is running on port ${running.port}, in ${home.folder}.`);
  return supervise(home, running, child, options);
}

/** Stops the server that a killed process left running in a folder. False where its own process is still alive. */
export async function stopAbandoned(folder: string): Promise<boolean> {
  if (supervisedByAnother(folder)) return false;
  const running = runningIn(join(folder, 'data'));
  if (running) await end(join(folder, 'data'), running.pid);
  return true;
}

function supervisedByAnother(folder: string): string | undefined {
  const file = join(folder, 'supervisor');
  const [pid, began] = existsSync(file) ? readFileSync(file, 'utf8').trim().split(' ') : [];
  if (!pid || Number(pid) === process.pid) return undefined;
  return identityOf(Number(pid)) === `${pid} ${began}` ? pid : undefined;
}

function claim({ folder }: Home): void {
  const other = supervisedByAnother(folder);
  if (other) {
    throw new PostgresProblem(
      `Throughcare is already running on ${folder} (process ${other}). Stop it first, or choose another folder.`,
    );
  }
  writeFileSync(join(folder, 'supervisor'), identityOf(process.pid) ?? '', { mode: 0o600 });
}

/** Answers with the server that runs already; otherwise sees to it that nothing of a former one is in the way. */
async function settle(home: Home): Promise<Running | undefined> {
  const server = () => runningIn(home.data);
  const settled = () => server()?.ready ?? processesIn(home.data).length === 0;
  if (!(await eventually(settled, 30_000))) {
    throw new PostgresProblem(
      `A PostgreSQL server in ${home.data} is neither ready nor gone (processes ${processesIn(home.data).join(', ')}). ` +
        `See ${join(home.folder, 'server.log')}; end those processes and start again.`,
    );
  }
  const found = server();
  if (!found) rmSync(join(home.data, 'postmaster.pid'), { force: true });
  return found;
}

/** Makes the database beside its place and moves it there when it is whole: a kill in between leaves no half of one. */
function initialise(home: Home, log: (line: string) => void): void {
  log('Making the database: once, about a second.');
  clearHalfMade(home);
  const half = join(home.folder, `data.half-${randomBytes(4).toString('hex')}`);
  const made = spawnSync(
    join(home.bin, 'initdb'),
    [
      ...['-D', half, '-U', USER, `--pwfile=${home.password}`, '--auth=scram-sha-256', '--encoding=UTF8'],
      ...['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    ],
    { ...home.user, cwd: home.folder, env: environment, encoding: 'utf8' },
  );
  if (made.status !== 0) {
    const said = made.error?.message ?? made.stderr.trim();
    throw new PostgresProblem(`PostgreSQL could not make its database in ${home.folder}: ${said}`);
  }
  renameSync(half, home.data);
}

async function launch(home: Home, options: PostgresOptions): Promise<{ child: ChildProcess; running: Running }> {
  const port = options.port ?? (await freePort());
  if (await taken(port)) throw portTaken(port);
  const child = spawnServer(home, port, options.durable ?? true);
  const over = () => child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
  const ready = () => runningIn(home.data)?.ready === true;
  await eventually(() => over() || ready(), 60_000);
  const running = runningIn(home.data);
  if (running?.ready) return { child, running };
  child.kill('SIGQUIT');
  throw explained(home, port);
}

function spawnServer(home: Home, port: number, durable: boolean): ChildProcess {
  const logFile = join(home.folder, 'server.log');
  const output = openSync(logFile, 'w', 0o600);
  if (home.user) chownSync(logFile, home.user.uid, home.user.gid);
  // A session of its own: Ctrl-C in the terminal is for the application, which stops the server when it is done.
  const child = spawn(join(home.bin, 'postgres'), ['-D', home.data, ...settings(port, durable)], {
    ...home.user,
    cwd: home.folder,
    env: environment,
    detached: true,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  child.on('error', () => undefined);
  return child;
}

const portTaken = (port: number): PostgresProblem =>
  new PostgresProblem(
    `Port ${port} on 127.0.0.1 is taken by another program. Stop that program, or choose another port for PostgreSQL.`,
  );

function explained(home: Home, port: number): PostgresProblem {
  const said = readFileSync(join(home.folder, 'server.log'), 'utf8').trim();
  if (said.includes('Address already in use')) return portTaken(port);
  return new PostgresProblem(
    `PostgreSQL did not start on ${home.data}. It said:\n${said.split('\n').slice(-8).join('\n')}\n` +
      `Move ${dirname(home.data)} away to begin with an empty database, or restore it from a copy.`,
  );
}

function freePort(): Promise<number> {
  return new Promise((answer, fail) => {
    const server = createServer().once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        answer(typeof address === 'object' && address ? address.port : 0);
      });
    });
  });
}

function supervise(
  home: Home,
  { pid, port }: Running,
  child: ChildProcess | undefined,
  options: PostgresOptions,
): Postgres {
  let stopping: Promise<void> | undefined;
  const gone = () => {
    clearInterval(watch);
    if (!stopping) options.onExit?.(`PostgreSQL ended by itself: see ${join(home.folder, 'server.log')}.`);
  };
  const watch = setInterval(() => {
    if (identityOf(pid) === undefined) gone();
  }, 500);
  watch.unref();
  child?.unref();
  const stop = async () => {
    clearInterval(watch);
    await end(home.data, pid);
    rmSync(join(home.folder, 'supervisor'), { force: true });
    options.log('PostgreSQL has stopped.');
  };
  return { url: urlOf(home, port), pid, folder: home.folder, stop: () => (stopping ??= stop()) };
}

/**
 * Lets connections that are just being closed close; then ends what is open, then at once, then by force. The log
 * survives each of them.
 */
async function end(data: string, pid: number): Promise<void> {
  for (const [signal, milliseconds] of [
    ['SIGTERM', 2_000],
    ['SIGINT', 15_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ] as const) {
    if (!processesIn(data).includes(pid)) return;
    process.kill(pid, signal);
    if (await eventually(() => identityOf(pid) === undefined, milliseconds)) return;
  }
}
