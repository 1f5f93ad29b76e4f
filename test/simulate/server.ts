import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Throughcare as `npm start` runs it, in a process of its own that can be killed. */
export interface Server {
  readonly url: string;
  readonly tokenUri: string;
  readonly process: ChildProcess;
  moveClock(to: string): Promise<void>;
  stop(signal: NodeJS.Signals): Promise<void>;
}

export interface ServerOptions {
  readonly folder: string;
  /** A clock that is moved by hand, from this moment; the machine's where left out. */
  readonly startsAt?: string;
  /** The same ports again, for a server that comes back. */
  readonly ports?: { readonly casework: number; readonly issuer: number };
}

/** Starts it and waits until it says where it is. */
export async function startServer({ folder, startsAt, ports }: ServerOptions): Promise<Server> {
  const child = spawn(process.execPath, ['--enable-source-maps', 'dist/apps/local/main.js', '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      DATA_FOLDER: folder,
      ...(startsAt !== undefined && { VIRTUAL_CLOCK: startsAt }),
      LOG_LEVEL: 'error',
      PORT: String(ports?.casework ?? 0),
      ISSUER_PORT: String(ports?.issuer ?? 0),
    },
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const { url, tokenUri } = await announced(child, ended);
  return {
    url,
    tokenUri,
    process: child,
    async moveClock(to) {
      const response = await fetch(`${url}/development/clock`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ to }),
      });
      if (!response.ok) throw new Error(`The clock did not move: ${await response.text()}`);
    },
    async stop(signal) {
      child.kill(signal);
      await ended;
    },
  };
}

async function announced(child: ChildProcess, ended: Promise<void>): Promise<{ url: string; tokenUri: string }> {
  const lines = createInterface({ input: child.stdout! });
  const gone = ended.then(() => {
    throw new Error('Throughcare ended before it was ready.');
  });
  const ready = (async () => {
    for await (const line of lines)
      if (line.startsWith('{')) return JSON.parse(line) as { url: string; tokenUri: string };
    throw new Error('Throughcare did not say where it is.');
  })();
  return Promise.race([ready, gone]);
}
