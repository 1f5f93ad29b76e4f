import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

const started = new Set<Killable>();

/** So that a test that fails leaves nothing behind. */
afterAll(() => Promise.all([...started].map((one) => one.kill())));

/** A program of this folder in a process of its own, which can be killed and is then started again. */
export class Killable {
  /** What it has complained of. */
  said = '';
  #child: ChildProcess;

  constructor(
    private readonly program: string,
    private readonly env: Readonly<Record<string, string>>,
  ) {
    this.#child = this.#start();
    started.add(this);
  }

  #start(): ChildProcess {
    const child = spawn(process.execPath, [`dist/test/kafka/${this.program}.js`], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, ...this.env },
    });
    child.stderr.on('data', (some: Buffer) => (this.said += some.toString()));
    return child;
  }

  async kill(): Promise<void> {
    started.delete(this);
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    expect(await exit).toEqual([null, 'SIGKILL']);
  }

  async killAndStartAgain(): Promise<void> {
    await this.kill();
    this.#child = this.#start();
    started.add(this);
  }
}
