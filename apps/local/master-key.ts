import { type MasterKey, masterKey } from '#privacy/keys';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const lost = (file: string, what: string): Error =>
  new Error(
    `The master key ${file} ${what}. Without it nothing personal in this data can be read again: restore it from a ` +
      'copy, or move the whole data folder away to begin with an empty one.',
  );

function keyIn(file: string): Buffer {
  try {
    return Buffer.from(readFileSync(file, 'utf8'), 'base64');
  } catch (error) {
    throw lost(file, `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`);
  }
}

/**
 * The master key of this installation, made at its first start and readable by nobody else. It is made before the
 * database is: a database without it has lost it.
 * @throws Error with words for the person at the keyboard
 */
export function masterKeyIn(folder: string): MasterKey {
  const file = join(folder, 'master-key');
  if (!existsSync(file)) {
    if (existsSync(join(folder, 'postgres'))) throw lost(file, 'is missing');
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, randomBytes(32).toString('base64'), { mode: 0o600, flag: 'wx' });
  }
  const key = keyIn(file);
  if (key.length !== 32) throw lost(file, 'is not 32 bytes in base64');
  return masterKey(key);
}
