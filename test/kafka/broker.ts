import { makeTopics } from '#messages/kafka';
import { onDocker, whyNoDocker } from '#test/kafka/broker-docker';
import { onJava, whyNoJava } from '#test/kafka/broker-java';
import { freePort, type Runner } from '#test/kafka/runner';
import { setTimeout as pause } from 'node:timers/promises';

/** Apache Kafka itself: one broker of the test's own, or those that KAFKA_BROKERS names. */
export interface Broker {
  readonly brokers: readonly string[];
  readonly version: string;
  /** Ends it without warning, and starts it again on what it had written. Those elsewhere are left alone. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** 3.9 is the last that runs with ZooKeeper as well; 4.1 knows KRaft alone. */
export const versions = ['3.9.1', '4.1.1'] as const;
export const usualVersion = process.env['KAFKA_VERSION'] ?? versions[0];
const READY_MS = 60_000;

const elsewhere = process.env['KAFKA_BROKERS']?.split(',');

/** Why there is no broker to be had; undefined where there is. */
export function whyNoBroker(version: string = usualVersion): string | undefined {
  if (elsewhere) return undefined;
  const [java, docker] = [whyNoJava(version), whyNoDocker()];
  return java !== undefined && docker !== undefined ? `${java}, and ${docker}` : undefined;
}

async function ready(brokers: readonly string[], runner: Runner): Promise<void> {
  for (const until = Date.now() + READY_MS; ;) {
    try {
      return await makeTopics({ brokers, clientId: 'ready' }, []);
    } catch (cause) {
      if (runner.ended() || Date.now() > until) throw new Error('The broker did not start.', { cause });
      await pause(200);
    }
  }
}

/** @throws Error where it cannot be fetched or started */
export async function startBroker(version: string = usualVersion): Promise<Broker> {
  const nothing = () => Promise.resolve();
  if (elsewhere) return { brokers: elsewhere, version: 'of KAFKA_BROKERS', restart: nothing, stop: nothing };
  const port = await freePort();
  const runner = whyNoJava(version) === undefined ? await onJava(version, port) : onDocker(version, port);
  const brokers = [`127.0.0.1:${port}`];
  const start = async () => {
    await runner.start();
    await ready(brokers, runner);
  };
  await start();
  return {
    brokers,
    version,
    async restart() {
      await runner.kill();
      await start();
    },
    async stop() {
      await runner.kill();
      await runner.remove();
    },
  };
}

/**
 * Describes what holds on a real broker, which is there for the whole suite. Where none is to be had, what stands in its
 * place says so loudly, and fails where REQUIRE_KAFKA=1 asks for one.
 */
export function describeOnKafka(what: string, suite: (broker: () => Broker) => void, version = usualVersion): void {
  const why = whyNoBroker(version);
  describe(`${what}, on Apache Kafka ${elsewhere ? 'of KAFKA_BROKERS' : version}`, () => {
    if (why !== undefined) return notTested(what, why);
    let broker: Broker | undefined;
    beforeAll(async () => {
      broker = await startBroker(version);
    }, 400_000);
    afterAll(() => broker?.stop());
    return suite(() => {
      if (!broker) throw new Error('The broker did not start.');
      return broker;
    });
  });
}

function notTested(what: string, why: string): void {
  it(`WAS NOT TESTED: ${why}, and KAFKA_BROKERS names none`, () => {
    console.warn(`«${what}» was SKIPPED: ${why}. Set KAFKA_BROKERS, or install Java and Maven, or start Docker.`);
    expect(process.env['REQUIRE_KAFKA']).not.toBe('1');
  });
}
