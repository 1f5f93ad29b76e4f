import { readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A running server, as its own `postmaster.pid` tells. */
export interface Running {
  readonly pid: number;
  readonly port: number;
  readonly ready: boolean;
}

const orUndefined = <T>(read: () => T): T | undefined => {
  try {
    return read();
  } catch {
    return undefined;
  }
};

/** Every process that works in a database folder: the server and its children. A zombie does not. */
export function processesIn(data: string): number[] {
  const folder = orUndefined(() => realpathSync(data));
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => folder !== undefined && orUndefined(() => readlinkSync(`/proc/${pid}/cwd`)) === folder)
    .map(Number);
}

/** The server of a database folder, if one is alive. */
export function runningIn(data: string): Running | undefined {
  const lines = orUndefined(() => readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n'));
  if (!lines) return undefined;
  const pid = Number(lines[0]);
  if (!processesIn(data).includes(pid)) return undefined;
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
}

/** Tells a process from a later one of the same number: the number and when it began, in clock ticks since boot. */
export function identityOf(pid: number): string | undefined {
  const stat = orUndefined(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  if (!stat) return undefined;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? undefined : `${pid} ${fields[19]}`;
}

/** Looks again every 20 ms until it holds; false when the time in ms is over first. */
export async function eventually(holds: () => boolean, milliseconds: number): Promise<boolean> {
  for (let left = milliseconds; left > 0; left -= 20) {
    if (holds()) return true;
    await sleep(20);
  }
  return holds();
}

/** Whether something listens on a port of this machine. */
export function taken(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const socket = connect({ host: '127.0.0.1', port });
    const done = (result: boolean) => () => {
      socket.destroy();
      answer(result);
    };
    socket.once('connect', done(true)).once('error', done(false));
  });
}
