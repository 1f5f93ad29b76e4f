import type { Counted, Fault } from '#test/eventstoredb/faults';
import type { Said } from '#test/eventstoredb/server';
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A server of the project's own that speaks EventStoreDB's protocol, in a process of its own. */
export interface TestServer {
  readonly port: number;
  /** @param connection how the server knows the client by, for faults that fall on one */
  url(connection?: string): string;
  bring(fault: Fault): Promise<Counted>;
  /** Ends the process at once, as a crash does. */
  kill(): Promise<void>;
}

interface TestServerOptions {
  /** A free one where left out. */
  readonly port?: number;
  /** Keeps the log over a restart. */
  readonly file?: string;
  /** One by one, as before servers took them in batches. */
  readonly appends?: 'single';
}

export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const args = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  const child = fork(fileURLToPath(new URL('server.ts', import.meta.url)), args, {
    execArgv: ['--conditions=source', '--disable-warning=ExperimentalWarning'],
  });
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', (said: Said) => resolve('listening' in said ? said.listening : 0));
    child.once('exit', (code) => reject(new Error(`The test server ended with ${code}.`)));
  });
  const client = asking(child);
  return {
    port,
    url: (connection) =>
      `esdb://127.0.0.1:${port}?tls=false${connection === undefined ? '' : `&connectionName=${connection}`}`,
    bring: client,
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
    },
  };
}

function asking(child: ChildProcess): (fault: Fault) => Promise<Counted> {
  let asked = 0;
  return (fault) => {
    asked += 1;
    const mine = asked;
    return new Promise((resolve) => {
      const answered = (said: Said) => {
        if (!('asked' in said) || said.asked !== mine) return;
        child.off('message', answered);
        resolve(said.counted);
      };
      child.on('message', answered);
      child.send({ asked: mine, fault });
    });
  };
}
