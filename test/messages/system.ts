import { type Local, startLocal } from '#local/system';
import type { MailSettings } from '#messages/notices/mailer';
import { createTestDatabase, type TestDatabase } from '#test/support/database';
import { ApiClient } from '#test/journeys/client';
import type { Sending } from '#worker/worker';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Throughcare on a database of its own, and a caller of its API. */
export interface System {
  readonly local: Local;
  readonly api: ApiClient;
  readonly databaseUrl: string;
  /** A POST under a key of its own. */
  post(user: string, path: string, body: object): ReturnType<ApiClient['post']>;
  stop(): Promise<void>;
}

export async function startSystem(
  sending: Sending = {},
  kafkaBrokers: readonly string[] = [],
  mail?: MailSettings,
  directoryFile?: string,
): Promise<System> {
  const folder = mkdtempSync(join(tmpdir(), 'throughcare-test-messages-'));
  const database = await createTestDatabase();
  const system = await startSystemOn(database, folder, sending, kafkaBrokers, mail, directoryFile);
  return {
    ...system,
    async stop() {
      await system.stop();
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

let keys = 0;

/** On a database and a folder that outlive it. */
export async function startSystemOn(
  database: TestDatabase,
  folder: string,
  sending: Sending,
  kafkaBrokers: readonly string[],
  mail?: MailSettings,
  directoryFile?: string,
): Promise<System> {
  const local = await startLocal({
    folder,
    ports: 'free',
    databaseUrl: database.url,
    startsAt: '2026-03-02T09:00:00Z',
    log: 'silent',
    sending,
    kafkaBrokers,
    mail,
    directoryFile,
    listening: { firstRetryMs: 20, longestRetryMs: 200, lookEveryMs: 20 },
  });
  const api = new ApiClient(local.url, local.tokenUri);
  return {
    local,
    api,
    databaseUrl: database.url,
    post: (user, path, body) => api.post(user, path, body, `messages-key-${(keys += 1)}`),
    stop: () => local.stop(),
  };
}

export const PRISON = 'prison-brookvale.practitioner';
export const PROVIDER = 'provider-riverside.practitioner';
export const NAME = 'Sam Example';

let people = 0;

/** A release with a referral to the community: answers the release and the person. */
export async function referred(system: System): Promise<{ release: string; personId: string }> {
  people += 1;
  const person = await system.post(PRISON, '/person', {
    name: NAME,
    dateOfBirth: `1980-05-${String((people % 27) + 1).padStart(2, '0')}`,
    sex: 'male',
    ethnicity: 'Z',
    residence: 'E08000012',
    identifiers: {},
  });
  const personId = String(person.body['id']);
  const planned = await system.post(PRISON, '/prison-release', {
    personId,
    prison: 'prison-brookvale',
    expected: '2026-03-20',
    inTreatment: true,
    substances: ['opiate'],
  });
  const release = String(planned.body['id']);
  const made = await system.post(PRISON, `/prison-release/${release}/refer-to-community`, { to: 'provider-riverside' });
  if (made.status !== 200) throw new Error(`The referral was refused: ${JSON.stringify(made.body)}`);
  return { release, personId };
}

/** A GET of what systems read, which waits for no write of the reader's own. */
export async function read({ api, local }: System, user: string, path: string) {
  const response = await fetch(`${local.url}/message${path}`, {
    headers: { authorization: await api.authorization(user) },
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
