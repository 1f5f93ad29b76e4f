import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

const node = (script: string) => [process.execPath, ['--input-type=module', '-e', script]] as const;

/** The launcher with a program of ours in the place of Throughcare. */
const launching = (program: string) =>
  node(`
    const { spawnNode } = await import('./scripts/node.mjs');
    process.exitCode = await spawnNode(process.execPath, ['-e', ${JSON.stringify(program)}]);`);

/** Says it has begun, counts what it is sent, and ends a moment after the first signal. */
const COUNTING = `
  let signals = 0;
  process.on('SIGTERM', () => { signals++; setTimeout(() => { console.log('signals: ' + signals); process.exit(7); }, 300); });
  setInterval(() => undefined, 1000);
  console.log('begun');`;

describe('the launcher', () => {
  it('passes the exit code of its program on', () => {
    expect(spawnSync(...launching('process.exit(3)')).status).toBe(3);
    expect(spawnSync(...launching("process.kill(process.pid, 'SIGKILL')")).status).toBe(128 + 9);
  });

  it('passes a signal on once, however often it arrives, and outlives its program', async () => {
    const launcher = spawn(...launching(COUNTING), { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    launcher.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await once(launcher.stdout, 'data');
    launcher.kill('SIGTERM');
    launcher.kill('SIGTERM');
    const [code] = (await once(launcher, 'close')) as [number];
    expect(code).toBe(7);
    expect(said).toContain('signals: 1');
  });

  it('is what npm signals: no shell stands between', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
    for (const [name, script] of Object.entries(scripts)) expect(script).toBe(`exec node scripts/run.mjs ${name}`);
  });

  it('names its tasks to whoever asks for one that is not there', () => {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/run.mjs', 'fly'], { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toContain('There is no task fly');
    expect(stderr).toContain('start');
  });

  it('says what a program takes, and the program where that is told to whoever types something else', () => {
    const asked = spawnSync(process.execPath, ['scripts/run.mjs', 'simulate', '--help'], { encoding: 'utf8' });
    expect(asked).toMatchObject({ status: 0, stdout: expect.stringContaining('npm run simulate -- [--people=500]') });
    const source = ['--conditions=source', '--disable-warning=ExperimentalWarning', 'test/eventstoredb/server.ts'];
    const typed = spawnSync(process.execPath, [...source, '--jsno'], { encoding: 'utf8' });
    expect(typed).toMatchObject({ status: 1, stderr: expect.stringMatching(/^Unknown option '--jsno'.* --help/) });
  });

  it('tells an old Node what is needed', () => {
    const { status, stderr } = spawnSync(
      ...node(`
        Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.0' } });
        await import('./scripts/run.mjs');`),
      { encoding: 'utf8' },
    );
    expect(status).toBe(1);
    expect(stderr).toContain('needs Node 20.19 or later to start; this is Node 18.20.0');
  });
});
