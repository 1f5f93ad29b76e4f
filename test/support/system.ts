import { type Local, type LocalOptions, startLocal } from '#local/system';
import { createTestDatabase } from '#test/support/database';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Throughcare whole, silent and on free ports, in a folder that goes with it; under Jest in a database of the run's PostgreSQL. */
export async function startSystem(options: Partial<LocalOptions> = {}): Promise<Local> {
  const folder = mkdtempSync(join(tmpdir(), 'throughcare-system-'));
  const database = process.env['TEST_DATABASE_URL'] === undefined ? undefined : await createTestDatabase();
  const system = await startLocal({ folder, ports: 'free', log: 'silent', databaseUrl: database?.url, ...options });
  return {
    ...system,
    async stop() {
      await system.stop();
      await database?.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
