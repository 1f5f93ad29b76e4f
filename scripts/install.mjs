import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { root } from './node.mjs';

const MARK = `${root}node_modules/.installed-from`;
const LOCK = `${root}package-lock.json`;
/** npm's own note of what it installed. */
const NOTE = `${root}node_modules/.package-lock.json`;

const lockHash = () => createHash('sha256').update(readFileSync(LOCK)).digest('hex');

function upToDate() {
  if (!existsSync(NOTE)) return false;
  if (existsSync(MARK)) return readFileSync(MARK, 'utf8') === lockHash();
  return statSync(NOTE).mtimeMs >= statSync(LOCK).mtimeMs;
}

/** Installs exactly what the lockfile names, where that has not been done. False when it failed. */
export function install() {
  if (upToDate()) return true;
  console.log('Installing what package-lock.json names: once, and again when it changes.');
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.env.npm_execpath;
  const { status, error } = npm?.endsWith('.js')
    ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: 'inherit' })
    : spawnSync('npm', args, { cwd: root, stdio: 'inherit' });
  if (status === 0) {
    writeFileSync(MARK, lockHash());
    return true;
  }
  console.error(
    `${error ? `npm could not be run: ${error.message}.` : 'npm ci failed: its words are above.'}\n` +
      'Nothing else was done. With the registry within reach, run the same command again.',
  );
  return false;
}
