import { makeTopics } from '#messages/kafka';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Apache Kafka itself, as one broker of its own on this machine. */
export interface Broker {
  readonly brokers: readonly string[];
  readonly version: string;
  /** Ends it without warning, and starts it again on what it had written. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export const usualVersion = process.env['KAFKA_VERSION'] ?? '3.9.1';

const pom = fileURLToPath(new URL('pom.xml', import.meta.url)).replace(join('dist', 'test'), 'test');
const cache = join(process.cwd(), 'node_modules', '.cache', 'kafka');
/** Of no meaning: the broker's data lives as long as the test. */
const CLUSTER = 'MkU3OEVBNTcwNTJENDM2Qk';
const READY_MS = 45_000;

const works = (program: string, ...args: string[]) => spawnSync(program, args, { stdio: 'ignore' }).status === 0;

/** Why there can be no broker here; undefined where there can, once its jars are fetched. */
export function whyNoBroker(version = usualVersion): string | undefined {
  if (!works('java', '-version')) return 'there is no Java on the path';
  if (!works('mvn', '-v')) return 'there is no Maven on the path to fetch Apache Kafka with';
  try {
    classpath(version);
    return undefined;
  } catch (error) {
    return (error as Error).message.slice(0, 300);
  }
}

/** The jars of a version, fetched once. @throws Error where they cannot be fetched */
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

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

const properties = (folder: string, port: number, controller: number) => `
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controller}
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}
advertised.listeners=PLAINTEXT://127.0.0.1:${port}
inter.broker.listener.name=PLAINTEXT
controller.listener.names=CONTROLLER
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
log.dirs=${folder}/data
num.network.threads=2
num.io.threads=2
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1
group.initial.rebalance.delay.ms=0
auto.create.topics.enable=false
`;

async function ready(brokers: readonly string[], server: ChildProcess): Promise<void> {
  const until = Date.now() + READY_MS;
  for (;;) {
    try {
      return await makeTopics({ brokers, clientId: 'ready' }, []);
    } catch (error) {
      if (server.exitCode !== null || Date.now() > until)
        throw new Error('The broker did not start.', { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

const ended = (server: ChildProcess): Promise<void> =>
  server.exitCode !== null || server.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => void server.once('exit', () => resolve()));

/** @throws Error where it cannot be fetched or started */
export async function startBroker(version = usualVersion): Promise<Broker> {
  const folder = mkdtempSync(join(tmpdir(), 'throughcare-kafka-'));
  const [port, controller] = [await freePort(), await freePort()];
  const config = join(folder, 'server.properties');
  writeFileSync(config, properties(folder, port, controller));
  const java = ['-Xms128m', '-Xmx512m', '-XX:TieredStopAtLevel=1', '-cp', classpath(version)];
  const format = [...java, 'kafka.tools.StorageTool', 'format', '-t', CLUSTER, '-c', config];
  const formatted = spawnSync('java', format, { encoding: 'utf8' });
  if (formatted.status !== 0) throw new Error(`The broker could not be set up: ${formatted.stderr}`);
  const brokers = [`127.0.0.1:${port}`];
  const start = async () => {
    const server = spawn('java', [...java, 'kafka.Kafka', config], { stdio: 'ignore', cwd: folder });
    await ready(brokers, server);
    return server;
  };
  let server = await start();
  const kill = async () => {
    server.kill('SIGKILL');
    await ended(server);
  };
  return {
    brokers,
    version,
    async restart() {
      await kill();
      server = await start();
    },
    async stop() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
