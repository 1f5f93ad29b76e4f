import { ApiClient } from '#test/journeys/client';
import { type Server, startServer } from '#test/simulate/server';
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const OFFICER = 'custody-brunswick.practitioner';
const LIAISON = 'ld-quayside.practitioner';

describe('npm start, by the clock of the machine', () => {
  const folder = mkdtempSync(join(tmpdir(), 'throughcare-thread-'));
  let server: Server;
  let api: ApiClient;

  beforeAll(async () => {
    spawnSync(process.execPath, ['scripts/run.mjs', 'build'], { stdio: 'inherit' });
    server = await startServer({ folder });
    api = new ApiClient(server.url, server.tokenUri);
  }, 120_000);

  afterAll(async () => {
    if (server.process.exitCode === null) await server.stop('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  async function post(path: string, body: object): Promise<string> {
    const { status, body: answer } = await api.post(OFFICER, path, body, randomUUID());
    if (status >= 300) throw new Error(`${path} answered ${status}: ${JSON.stringify(answer)}`);
    return String(answer['id']);
  }

  it('does what follows from a step while it goes on answering, and shows it to whoever waits for it', async () => {
    const personId = await post('/person', {
      name: 'Alex Ashdown',
      dateOfBirth: '1990-03-01',
      sex: 'male',
      ethnicity: 'A',
      residence: 'E08000012',
      identifiers: {},
    });
    await post('/liaison-referral', { personId, point: 'police-custody' });
    const { status, body } = await api.get(LIAISON, '/worklist');
    expect({ status, body: JSON.stringify(body).includes(personId) }).toEqual({ status: 200, body: true });
  });

  it('stops with both threads when it is told to', async () => {
    const exited = once(server.process, 'exit');
    await server.stop('SIGTERM');
    expect(await exited).toEqual([0, null]);
  });
});
