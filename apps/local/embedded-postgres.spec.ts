import { type Postgres, type PostgresOptions, startPostgres, stopAbandoned } from '#local/embedded-postgres';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';

const folders: string[] = [];
const running: Postgres[] = [];

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'throughcare-postgres-'));
  folders.push(folder);
  return folder;
}

async function start(folder: string, more: Partial<PostgresOptions> = {}): Promise<Postgres> {
  const postgres = await startPostgres({ folder, log: () => undefined, durable: false, ...more });
  running.push(postgres);
  return postgres;
}

async function ask(url: string, statement: string): Promise<unknown> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(statement);
    return rows[0] && Object.values(rows[0])[0];
  } finally {
    await client.end();
  }
}

/** Another process starts the server of a folder, says where, and is killed when `kill` is called. */
async function startElsewhere(folder: string) {
  const script = `
    const { startPostgres } = await import('#local/embedded-postgres');
    const { url, pid } = await startPostgres({ folder: process.argv[1], log: () => undefined });
    console.log(JSON.stringify({ url, pid }));
    setInterval(() => undefined, 1000);`;
  const other = spawn(process.execPath, ['--conditions=source', '--input-type=module', '-e', script, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(other.stdout, 'data')) as [Buffer];
  const { url, pid } = JSON.parse(line.toString()) as { url: string; pid: number };
  const kill = async () => {
    other.kill('SIGKILL');
    await once(other, 'exit');
  };
  return { url, pid, kill };
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((postgres) => postgres.stop()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe('the embedded PostgreSQL', () => {
  it('keeps what was written, from one start to the next', async () => {
    const folder = newFolder();
    const first = await start(folder, { durable: true });
    await ask(first.url, 'create table kept as select 42 as answer');
    await first.stop();
    const second = await start(folder, { durable: true });
    expect(await ask(second.url, 'select answer from kept')).toBe(42);
    expect(await ask(second.url, 'show fsync')).toBe('on');
    expect(await ask(second.url, 'show server_encoding')).toBe('UTF8');
  });

  it('asks for its password, which only its owner can read', async () => {
    const postgres = await start(newFolder());
    const url = new URL(postgres.url);
    url.password = 'guess';
    await expect(ask(url.href, 'select 1')).rejects.toThrow('password authentication failed');
    expect(statSync(join(postgres.folder, 'password')).mode & 0o777).toBe(0o600);
  });

  it('writes no value of anybody into its log', async () => {
    const postgres = await start(newFolder());
    await ask(postgres.url, 'create table people (name text unique)');
    await ask(postgres.url, `insert into people values ('Ada Example')`);
    await expect(ask(postgres.url, `insert into people values ('Ada Example')`)).rejects.toThrow('unique');
    const logged = readFileSync(join(postgres.folder, 'server.log'), 'utf8');
    expect(logged).toContain('duplicate key');
    expect(logged).not.toContain('Ada Example');
  });

  it('is found again, with everything in it, after the process that started it was killed', async () => {
    const folder = newFolder();
    const other = await startElsewhere(folder);
    await ask(other.url, 'create table survived as select 7 as n');
    await other.kill();
    expect(await ask(other.url, 'select n from survived')).toBe(7);
    const adopted = await start(folder);
    expect(adopted.pid).toBe(other.pid);
    expect(await ask(adopted.url, 'select n from survived')).toBe(7);
    await adopted.stop();
    await expect(ask(adopted.url, 'select 1')).rejects.toThrow('ECONNREFUSED');
  });

  it('belongs to one running Throughcare at a time', async () => {
    const folder = newFolder();
    const other = await startElsewhere(folder);
    await expect(start(folder)).rejects.toThrow(/already running on .* Stop it first/);
    expect(await stopAbandoned(folder)).toBe(false);
    await other.kill();
    expect(await stopAbandoned(folder)).toBe(true);
    await expect(ask(other.url, 'select 1')).rejects.toThrow('ECONNREFUSED');
  });

  it('starts after the server itself was killed, past the lock file of the dead one', async () => {
    const folder = newFolder();
    let first: Postgres | undefined;
    await new Promise<string>((ended) => {
      void start(folder, { durable: true, onExit: ended }).then(async (postgres) => {
        first = postgres;
        await ask(postgres.url, 'create table crashed as select 3 as n');
        process.kill(postgres.pid, 'SIGKILL');
      });
    });
    const second = await start(folder, { durable: true });
    expect(second.pid).not.toBe(first?.pid);
    expect(await ask(second.url, 'select n from crashed')).toBe(3);
  });

  it('says so when it ends without having been asked to, and not when it was', async () => {
    const exits: string[] = [];
    const said = new Promise<string>((resolve) => {
      void start(newFolder(), { onExit: resolve }).then(({ pid }) => process.kill(pid, 'SIGQUIT'));
    });
    expect(await said).toContain('PostgreSQL ended by itself');
    const asked = await start(newFolder(), { onExit: (words) => exits.push(words) });
    await asked.stop();
    expect(exits).toEqual([]);
  });

  it('says plainly that its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    await expect(start(newFolder(), { port })).rejects.toThrow(`Port ${port} on 127.0.0.1 is taken by another program`);
    other.close();
  });

  it.each([
    ['of another PostgreSQL', (data: string) => writeFileSync(join(data, 'PG_VERSION'), '15\n'), 'PostgreSQL 15'],
    ['without its version', (data: string) => rmSync(join(data, 'PG_VERSION')), 'is not a PostgreSQL database'],
    ['without its password', (data: string) => rmSync(join(data, '../password')), 'password of'],
    ['without its control file', (data: string) => rmSync(join(data, 'global/pg_control')), 'did not start'],
  ])('says what to do about a database %s', async (_, spoil, words) => {
    const folder = newFolder();
    const first = await start(folder);
    await first.stop();
    spoil(join(first.folder, 'data'));
    const again = start(folder);
    await expect(again).rejects.toThrow(words);
    await expect(again).rejects.toThrow('away to begin with an empty database');
  });

  it('starts afresh where its very first start was killed half-way', async () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'data.half-1a2b'));
    writeFileSync(join(folder, 'data.half-1a2b', 'PG_VERSION'), '18\n');
    const postgres = await start(folder);
    expect(await ask(postgres.url, 'select 1')).toBe(1);
    expect(existsSync(join(folder, 'data.half-1a2b'))).toBe(false);
  });

  it('never runs as root, and lives in a folder that root keeps closed', async () => {
    const closed = newFolder();
    chmodSync(closed, 0o700);
    const postgres = await start(join(closed, 'inside'));
    expect(postgres.folder).toBe(join(closed, 'inside'));
    expect(statSync(postgres.folder).mode & 0o777).toBe(0o700);
    expect(statSync(`/proc/${postgres.pid}`).uid).not.toBe(0);
    expect(await ask(postgres.url, 'select 1')).toBe(1);
  });

  it('lives elsewhere where root has closed the way to its folder', async () => {
    const closed = newFolder();
    chmodSync(closed, 0o700);
    mkdirSync(join(closed, 'project'));
    const asked = join(closed, 'project', 'inside');
    const postgres = await start(asked);
    if (postgres.folder !== asked) folders.push(postgres.folder);
    const elsewhere = expect.stringMatching(/^\/var\/lib\/throughcare\//) as string;
    expect(postgres.folder).toEqual(process.getuid?.() === 0 ? elsewhere : asked);
    expect(await ask(postgres.url, 'select 1')).toBe(1);
  });
});
