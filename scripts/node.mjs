import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

/** The project's folder, ending in a slash. */
export const root = fileURLToPath(new URL('../', import.meta.url));

/** The Node that runs Throughcare: this one if it is 24 or later, else the one that npm installed. */
export function nodeRuntime() {
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  const carried = `${root}node_modules/node-${process.platform}-${process.arch}/bin/node`;
  if (existsSync(carried)) return carried;
  console.error(
    `Throughcare runs on Node 24; this is ${process.versions.node}, and npm carries none for ` +
      `${process.platform}-${process.arch}. Install Node 24 from https://nodejs.org and run the same command again.`,
  );
  return undefined;
}

/** A terminal and npm both pass a Ctrl-C on: what arrives again within this many ms is the same one. */
const SAME_SIGNAL = 1_000;

/**
 * Runs a program on that Node and answers with its exit code. The program is in a session of its own, so that it gets
 * each signal once, from here; this process never ends before it.
 */
export function spawnNode(node, args) {
  return new Promise((answer) => {
    const child = spawn(node, args, { cwd: root, stdio: 'inherit', detached: true });
    const last = {};
    const forward = (signal) => {
      const now = Date.now();
      if (now - (last[signal] ?? -Infinity) > SAME_SIGNAL) child.kill(signal);
      last[signal] = now;
    };
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    const finish = (code) => {
      for (const signal of signals) process.off(signal, forward);
      answer(code);
    };
    for (const signal of signals) process.on(signal, forward);
    child.once('error', (error) => {
      console.error(`Node at ${node} could not be started: ${error.message}. Install Node 24 from https://nodejs.org.`);
      finish(1);
    });
    child.once('exit', (code, signal) => finish(code ?? 128 + constants.signals[signal]));
  });
}
