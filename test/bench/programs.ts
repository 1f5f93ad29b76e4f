import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

/** A program of the project in a process of its own, on the runtime that the bench itself was given by npm. */
export interface Program {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

export interface LocalProgram extends Program {
  readonly tokenUri: string;
}

function run(program: string, args: readonly string[], env: Readonly<Record<string, string>>): ChildProcess {
  const child = spawn(
    process.execPath,
    [...process.execArgv, ...profiling(program), `dist/apps/${program}/main.js`, ...args],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, LOG_LEVEL: 'warn', ...env },
    },
  );
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

const running = new Set<ChildProcess>();

/** Tells every program that still runs to end. */
export function stopPrograms(): void {
  for (const child of running) child.kill('SIGTERM');
}

/** BENCH_PROFILE names a folder that takes a CPU profile of every thread, in a folder for each program. */
function profiling(program: string): readonly string[] {
  const folder = process.env['BENCH_PROFILE'];
  return folder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}/${program}`];
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await exit;
}

const asProgram = (child: ChildProcess, url: string): Program => ({
  url,
  pid: child.pid ?? 0,
  stop: () => stopped(child),
});

/** `npm start`, on a database of its own or on this one. */
export async function startLocal(folder: string, databaseUrl?: string): Promise<LocalProgram> {
  const child = run('local', ['--json'], {
    DATA_FOLDER: folder,
    PORT: '0',
    ISSUER_PORT: '0',
    ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
  });
  for await (const line of createInterface({ input: child.stdout! }))
    if (line.startsWith('{')) {
      const { url, tokenUri } = JSON.parse(line) as { url: string; tokenUri: string };
      return { ...asProgram(child, url), tokenUri };
    }
  throw new Error('Throughcare did not start.');
}

export interface CaseworkSettings {
  readonly databaseUrl: string;
  /** 32 bytes, base64. */
  readonly masterKey: string;
  readonly issuer: string;
}

/** The API alone, without a worker. */
export async function startCasework({ databaseUrl, masterKey, issuer }: CaseworkSettings): Promise<Program> {
  const port = await freePort();
  const child = run('casework', [], {
    HOST: '127.0.0.1',
    PORT: String(port),
    DATABASE_URL: databaseUrl,
    MASTER_KEY: masterKey,
    ISSUER_URL: issuer,
    JWKS_URL: `${issuer}/jwks`,
    CLIENT_SECRET: 'development',
    PUBLIC_URL: `http://127.0.0.1:${port}`,
  });
  child.stdout?.resume();
  const url = `http://127.0.0.1:${port}`;
  for (;;) {
    if (child.exitCode !== null) throw new Error('The API did not start.');
    const answer = await fetch(`${url}/ping`).catch(() => undefined);
    if (answer?.ok) return asProgram(child, url);
    await pause(50);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('There is no free port.');
  return address.port;
}
