import { type MasterKey, masterKey } from '#privacy/keys';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The master key of this installation, made at its first start and readable by nobody else. */
export function masterKeyIn(folder: string): MasterKey {
  const file = join(folder, 'master-key');
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, randomBytes(32).toString('base64'), { mode: 0o600, flag: 'wx' });
  }
  return masterKey(Buffer.from(readFileSync(file, 'utf8'), 'base64'));
}
