import { type Runner, settings } from '#test/kafka/runner';
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';

/** Where the broker listens inside its container. */
const LISTENS = 9_092;

const docker = (...args: string[]) => spawnSync('docker', args, { encoding: 'utf8', timeout: 300_000 });

/** Why Kafka cannot run in a container here; undefined where it can. */
export function whyNoDocker(): string | undefined {
  const { error, status } = docker('version', '--format', '{{.Server.Version}}');
  if (error) return 'there is no Docker on the path';
  return status === 0 ? undefined : 'no Docker engine answers';
}

/** As the image takes a setting: `node.id` is KAFKA_NODE_ID. */
const asVariable = (name: string) => `KAFKA_${name.toUpperCase().replaceAll('.', '_')}`;

function run(...args: string[]): Promise<void> {
  const { status, stderr } = docker(...args);
  if (status !== 0) throw new Error(`docker ${args[0]} failed: ${stderr}`);
  return Promise.resolve();
}

/** The project's own image, in a container that goes with the test. */
export function onDocker(version: string, port: number): Runner {
  const name = `throughcare-kafka-${randomUUID()}`;
  const told = {
    ...settings,
    'controller.quorum.voters': '1@localhost:9093',
    listeners: `PLAINTEXT://:${LISTENS},CONTROLLER://:9093`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
  };
  const variables = Object.entries(told).flatMap(([setting, value]) => ['-e', `${asVariable(setting)}=${value}`]);
  const made = ['--name', name, '-p', `127.0.0.1:${port}:${LISTENS}`, ...variables, `apache/kafka:${version}`];
  let exists = false;
  return {
    async start() {
      await (exists ? run('start', name) : run('run', '-d', ...made));
      exists = true;
    },
    kill: () => run('kill', name),
    ended: () => docker('inspect', '-f', '{{.State.Running}}', name).stdout.trim() === 'false',
    remove: () => run('rm', '-f', '-v', name),
  };
}
