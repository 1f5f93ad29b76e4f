import { makeTopics } from '#messages/kafka';
import { FACTS } from '#messages/kafka/facts';
import { describeOnKafka } from '#test/kafka/broker';
import { projectFromKafka } from '#worker/project-from-kafka';
import { Kafka, logLevel } from 'kafkajs';
import pino from 'pino';

const LOG = 'a-log';
type Options = Parameters<typeof projectFromKafka>[1];

/** The first thing that is logged of a group that breaks off. */
async function loggedBy(brokers: readonly string[]): Promise<Record<string, unknown>> {
  const stop = new AbortController();
  const lines: string[] = [];
  const write = (line: string) => {
    lines.push(line);
    stop.abort();
  };
  const logger = pino({}, { write });
  const store = { identity: () => Promise.resolve(LOG) };
  await projectFromKafka({ brokers, clientId: 'test' }, {
    store,
    views: [],
    logger,
    signal: stop.signal,
  } as unknown as Options);
  return JSON.parse(lines[0] ?? '{}') as Record<string, unknown>;
}

describe('Projecting that breaks off while no broker is there', () => {
  it('logs what Kafka’s client said', async () => {
    expect(await loggedBy(['127.0.0.1:9'])).toMatchObject({ words: expect.stringContaining('127.0.0.1:9') as string });
  });
});

describeOnKafka('What is logged of projecting that breaks off', (broker) => {
  const client = () => new Kafka({ brokers: [...broker().brokers], logLevel: logLevel.NOTHING });

  async function arrives(value: string, log: string): Promise<void> {
    const producer = client().producer();
    await producer.connect();
    await producer.send({ topic: FACTS, messages: [{ key: 'somebody', partition: 0, value, headers: { log } }] });
    await producer.disconnect();
  }

  async function loses(offset: string): Promise<void> {
    const admin = client().admin();
    await admin.connect();
    await admin.fetchTopicMetadata({ topics: [FACTS] });
    await admin.deleteTopicRecords({ topic: FACTS, partitions: [{ partition: 0, offset }] });
    await admin.disconnect();
  }

  beforeAll(() => makeTopics({ brokers: broker().brokers, clientId: 'test' }, [FACTS]));

  it('quotes nothing of a fact that cannot be read', async () => {
    await arrives('Jules Ashdown', LOG);
    const logged = await loggedBy(broker().brokers);
    expect(logged).toMatchObject({ error: 'SyntaxError' });
    expect(JSON.stringify(logged)).not.toContain('Ashdown');
    await loses('1');
  });

  it('says what to do where the topic lost its beginning', async () => {
    expect(await loggedBy(broker().brokers)).toMatchObject({
      error: 'FactsWithoutBeginning',
      words: expect.stringContaining('Delete the topic') as string,
    });
  });
});

describeOnKafka('What is logged of the facts of another log', (broker) => {
  it('says what to do', async () => {
    const { brokers } = broker();
    await makeTopics({ brokers, clientId: 'test' }, [FACTS]);
    const producer = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING }).producer();
    await producer.connect();
    await producer.send({ topic: FACTS, messages: [{ key: 'somebody', value: '{}', headers: { log: 'another' } }] });
    await producer.disconnect();
    expect(await loggedBy(brokers)).toMatchObject({
      error: 'FactsOfAnotherLog',
      words: expect.stringContaining('another log') as string,
    });
  });
});
