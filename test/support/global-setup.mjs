import { registerHooks } from 'node:module';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'throughcare-test-';

/** One PostgreSQL for the whole run, in a folder that goes with it; none where TEST_DATABASE_URL names a server. */
export default async function startDatabase() {
  if (process.env.TEST_DATABASE_URL) return;
  registerHooks({
    resolve: (specifier, context, next) =>
      next(specifier, { ...context, conditions: [...context.conditions, 'source'] }),
  });
  const { startPostgres, stopAbandoned } = await import('#local/embedded-postgres');
  for (const name of readdirSync(tmpdir()).filter((candidate) => candidate.startsWith(PREFIX))) {
    const folder = join(tmpdir(), name);
    if (await stopAbandoned(folder)) rmSync(folder, { recursive: true, force: true });
  }
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  const postgres = await startPostgres({ folder, log: () => undefined, durable: false });
  process.env.TEST_DATABASE_URL = postgres.url;
  globalThis.stopTestDatabase = async () => {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}
