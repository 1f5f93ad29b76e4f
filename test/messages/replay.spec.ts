import { BROOKVALE, message, registered, settled, somebody, type Somebody, told } from '#test/messages/telling';
import { startSystem, type System } from '#test/messages/system';
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const released = (person: Somebody) =>
  message('prison.person-released', { person, date: '2026-03-02', reason: 'released' });

describe('npm run maintain -- replay', () => {
  let system: System;
  beforeAll(async () => {
    system = await startSystem();
  });
  afterAll(() => system.stop());

  async function replay(...ids: unknown[]): Promise<{ code: unknown; said: string }> {
    const child = spawn(process.execPath, ['scripts/run.mjs', 'maintain', 'replay', ...ids.map(String)], {
      env: { ...process.env, DATABASE_URL: system.databaseUrl },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (some: Buffer) => (said += some.toString()));
    const [code]: unknown[] = await once(child, 'close');
    return { code, said };
  }

  /** Dead, as there is no release of the person that it could be about; `putRight` plans one. */
  async function dead() {
    const who = somebody();
    const personId = await registered(system, who);
    const letter = await told(system, BROOKVALE, released(who));
    expect(letter).toMatchObject({ state: 'dead', code: 'NO_SUCH_EPISODE' });
    const plan = { personId, prison: 'prison-brookvale', inTreatment: true, substances: ['opiate'] };
    return {
      id: letter['id'],
      putRight: async () => (await system.post(BROOKVALE, '/prison-release', plan)).body['id'],
    };
  }
  const state = async (id: unknown) => (await settled(system, BROOKVALE, id))['state'];

  it('tries the dead messages that are named again, and no other; without a name all of them', async () => {
    const [one, other, hopeless] = [await dead(), await dead(), await dead()];
    const [release, another] = [await one.putRight(), await other.putRight()];
    await system.local.settled();
    const again = { code: 0, said: expect.stringContaining('1 dead message is tried again.') };

    expect(await replay(one.id)).toMatchObject(again);
    expect(await settled(system, BROOKVALE, one.id)).toMatchObject({ state: 'recorded', instance: release });
    expect([await state(other.id), await state(hopeless.id)]).toEqual(['dead', 'dead']);

    // One of these is recorded: there is nothing to try.
    expect(await replay(one.id, other.id)).toMatchObject(again);
    expect(await settled(system, BROOKVALE, other.id)).toMatchObject({ state: 'recorded', instance: another });

    expect(await replay()).toMatchObject(again);
    expect(await state(hopeless.id)).toBe('dead');
  });

  it('says what a message is called by', async () => {
    expect(await replay('EP-1')).toMatchObject({ code: 1, said: expect.stringContaining('EP-1 is not the id') });
  });
});
