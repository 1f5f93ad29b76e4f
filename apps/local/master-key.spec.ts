import { masterKeyIn } from '#local/master-key';
import { masterKey, postgresKeys, WrongMasterKey } from '#privacy/keys';
import { createTestDatabase } from '#test/support/database';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';

describe('The master key of an installation', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'throughcare-key-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is made once, and is the same at the next start', () => {
    const made = masterKeyIn(folder);
    mkdirSync(join(folder, 'postgres'));
    expect(masterKeyIn(folder).wrapping.equals(made.wrapping)).toBe(true);
  });

  it('is not made again beside a database that has lost it', () => {
    masterKeyIn(folder);
    mkdirSync(join(folder, 'postgres'));
    rmSync(join(folder, 'master-key'));
    expect(() => masterKeyIn(folder)).toThrow(/is missing.*restore it from a copy/i);
    expect(() => masterKeyIn(folder)).toThrow(/is missing/);
  });

  it('is refused in words where the file holds none', () => {
    writeFileSync(join(folder, 'master-key'), 'c2hvcnQ=');
    expect(() => masterKeyIn(folder)).toThrow(/is not 32 bytes in base64/);
  });

  it('is refused in words where it cannot be read', () => {
    mkdirSync(join(folder, 'master-key'));
    chmodSync(join(folder, 'master-key'), 0o000);
    expect(() => masterKeyIn(folder)).toThrow(/cannot be read \(E/);
  });
});

describe('A database that people were sealed in', () => {
  const one = masterKey(Buffer.alloc(32, 1));
  const other = masterKey(Buffer.alloc(32, 2));

  it('opens with the master key it was begun with, and with no other', async () => {
    const database = await createTestDatabase();
    const pool = new Pool({ connectionString: database.url });
    try {
      await expect(postgresKeys(pool, other)).resolves.toBeDefined();
      await (await postgresKeys(pool, one)).make('2c5b1a52-3f0e-5d0b-9a55-0d5b6b1b7c13');
      await expect(postgresKeys(pool, one)).resolves.toBeDefined();
      await expect(postgresKeys(pool, other)).rejects.toThrow(WrongMasterKey);
    } finally {
      await pool.end();
      await database.drop();
    }
  });
});
