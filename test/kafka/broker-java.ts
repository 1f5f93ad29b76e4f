import { freePort, type Runner, settings } from '#test/kafka/runner';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const pom = fileURLToPath(new URL('pom.xml', import.meta.url)).replace(join('dist', 'test'), 'test');
const cache = join(process.cwd(), 'node_modules', '.cache', 'kafka');
/** Of no meaning: the broker's data lives as long as the test. */
const CLUSTER = 'MkU3OEVBNTcwNTJENDM2Qk';

const works = (program: string, ...args: string[]) => spawnSync(program, args, { stdio: 'ignore' }).status === 0;

/** Why Kafka cannot run on this machine's Java; undefined where it can, its jars fetched. */
export function whyNoJava(version: string): string | undefined {
  if (!works('java', '-version')) return 'there is no Java on the path';
  if (!works('mvn', '-v')) return 'there is no Maven on the path to fetch Apache Kafka with';
  try {
    classpath(version);
    return undefined;
  } catch (error) {
    return (error as Error).message.slice(0, 300);
  }
}

/** The jars of a version, fetched once from Maven Central. @throws Error where they cannot be fetched */
function classpath(version: string): string {
  mkdirSync(cache, { recursive: true });
  const file = join(cache, `${version}.classpath`);
  const held = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  if (held !== '' && held.split(':').every((jar) => existsSync(jar))) return held;
  const profile = version.startsWith('3.') ? 'kafka-3' : 'kafka-4';
  const args = ['-q', '-B', '-f', pom, '-P', profile, `-Dkafka.version=${version}`, 'dependency:build-classpath'];
  const run = spawnSync('mvn', [...args, '-Dmdep.includeScope=runtime', `-Dmdep.outputFile=${file}`], {
    encoding: 'utf8',
    timeout: 300_000,
  });
  if (run.status !== 0) throw new Error(`Apache Kafka ${version} could not be fetched: ${run.stdout}${run.stderr}`);
  return readFileSync(file, 'utf8').trim();
}

const gone = (server: ChildProcess): boolean => server.exitCode !== null || server.signalCode !== null;

/** @throws Error where it cannot be set up */
export async function onJava(version: string, port: number): Promise<Runner> {
  const controller = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'throughcare-kafka-'));
  const config = join(folder, 'server.properties');
  const told = {
    ...settings,
    'controller.quorum.voters': `1@127.0.0.1:${controller}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'log.dirs': join(folder, 'data'),
  };
  writeFileSync(
    config,
    Object.entries(told)
      .map((pair) => pair.join('='))
      .join('\n'),
  );
  const java = ['-Xms128m', '-Xmx512m', '-XX:TieredStopAtLevel=1', '-cp', classpath(version)];
  const format = [...java, 'kafka.tools.StorageTool', 'format', '-t', CLUSTER, '-c', config];
  const formatted = spawnSync('java', format, { encoding: 'utf8' });
  if (formatted.status !== 0) throw new Error(`The broker could not be set up: ${formatted.stderr}`);
  let server: ChildProcess | undefined;
  return {
    start() {
      server = spawn('java', [...java, 'kafka.Kafka', config], { stdio: 'ignore', cwd: folder });
      return Promise.resolve();
    },
    async kill() {
      if (!server || gone(server)) return;
      const exit = new Promise((resolve) => server?.once('exit', resolve));
      server.kill('SIGKILL');
      await exit;
    },
    ended: () => server !== undefined && gone(server),
    remove() {
      rmSync(folder, { recursive: true, force: true });
      return Promise.resolve();
    },
  };
}
