import { type CloudEvent, MEDIA_TYPE } from '#messages/cloud-event';
import { contractOf, type MessageType, type Topic, topics } from '#messages/contracts';
import { quieten } from '#messages/kafka/quiet';
import type { Outgoing } from '#messages/outbound';
import {
  type Consumer,
  type EachBatchPayload,
  type ICustomPartitioner,
  Kafka,
  type KafkaConfig,
  logLevel,
  type Message,
  Partitioners,
  type TopicMessages,
} from 'kafkajs';

/** The brokers, and how topics are made where they do not exist. */
export interface Brokers {
  readonly brokers: readonly string[];
  readonly clientId: string;
}

quieten();

const PARTITIONS = 6;

export const clientOf = ({ brokers, clientId }: Brokers): Kafka => {
  const config: KafkaConfig = {
    brokers: [...brokers],
    clientId,
    logLevel: logLevel.NOTHING,
    connectionTimeout: 3_000,
    requestTimeout: 15_000,
    retry: { initialRetryTime: 100, retries: 5 },
  };
  return new Kafka(config);
};

const isOfKafka = (error: unknown): error is Error => error instanceof Error && error.name.startsWith('KafkaJS');

/** What was wrong: Kafka's client wraps what a handler throws in an error of its own, with the same words. */
export const beneathKafka = (error: unknown): unknown =>
  isOfKafka(error) && error.cause instanceof Error ? beneathKafka(error.cause) : error;

/** What Kafka's client said was wrong, for the log: brokers and topics, and nothing of any message. Other errors may quote. */
export function saidByKafka(error: unknown): string | undefined {
  const wrong = beneathKafka(error);
  return isOfKafka(wrong) ? wrong.message : undefined;
}

/** Makes the topics that do not exist yet, on as many brokers as there are, up to three. */
export async function makeTopics(
  brokers: Brokers,
  names: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): Promise<void> {
  const admin = clientOf(brokers).admin();
  await admin.connect();
  try {
    const [existing, cluster] = await Promise.all([admin.listTopics(), admin.describeCluster()]);
    const missing = names.filter((name) => !existing.includes(name));
    if (missing.length === 0) return;
    const replicationFactor = Math.min(3, cluster.brokers.length);
    const configEntries = Object.entries(settings).map(([name, value]) => ({ name, value }));
    await admin.createTopics({
      waitForLeaders: true,
      topics: missing.map((topic) => ({ topic, numPartitions: PARTITIONS, replicationFactor, configEntries })),
    });
  } finally {
    await admin.disconnect();
  }
}

export interface Publisher {
  /** Settles once every in-sync replica has them all, in this order per person. Rejects where that is not known. */
  publish(messages: readonly Outgoing[]): Promise<void>;
  close(): Promise<void>;
}

/** One batch at a time; the same batch again after a failure is told apart by the ids of its messages. */
export async function publisher(brokers: Brokers): Promise<Publisher> {
  await makeTopics(brokers, Object.keys(topics));
  const producer = clientOf(brokers).producer({
    idempotent: true,
    maxInFlightRequests: 1,
    createPartitioner: partitioner,
  });
  await producer.connect();
  return {
    async publish(messages) {
      for (const some of portions(messages)) await producer.sendBatch({ acks: -1, topicMessages: byTopic(some) });
    },
    close: () => producer.disconnect(),
  };
}

const PLACED_MOST = 50_000;

/** Where every client of Kafka would place a key; worked out once for each, as it takes a good part of what a message does. */
export const partitioner: ICustomPartitioner = () => {
  const usual = Partitioners.DefaultPartitioner();
  /** By how many partitions there are, which is all that matters of a topic. */
  const among = new Map<number, Map<string, number>>();
  return (asked) => {
    const { partitionMetadata, message } = asked;
    if (typeof message.key !== 'string' || message.partition !== undefined) return usual(asked);
    const placed = among.get(partitionMetadata.length) ?? new Map<string, number>();
    const known = placed.get(message.key);
    if (known !== undefined) return known;
    const place = usual(asked);
    if (placed.size >= PLACED_MOST) placed.clear();
    among.set(partitionMetadata.length, placed.set(message.key, place));
    return place;
  };
};

/** Far less than the megabyte that a broker takes at once for one partition, and many messages of the usual kind. */
const AT_MOST = 1_000;

function* portions(messages: readonly Outgoing[]): Generator<readonly Outgoing[]> {
  for (let from = 0; from < messages.length; from += AT_MOST) yield messages.slice(from, from + AT_MOST);
}

/** Messages as kafkajs takes them. */
export function byTopic(messages: readonly Outgoing[]): TopicMessages[] {
  const grouped = Map.groupBy(messages, ({ message }) => topicOf(message));
  return [...grouped].map(([topic, group]) => ({ topic, messages: group.map(record) }));
}

const topicOf = ({ type }: CloudEvent): Topic => contractOf(type as MessageType).topic;

const CONTENT_TYPE = `${MEDIA_TYPE}; charset=UTF-8`;

/** A message that names nobody is keyed by its sender, and says so little that its order matters to nobody else. */
const record = ({ message, to }: Outgoing) => ({
  key: message.subject ?? to[0] ?? null,
  value: JSON.stringify(message),
  headers: { 'content-type': CONTENT_TYPE, receivers: to.join(',') },
});

/** What became of a message that cannot be dealt with: told with the reason, and without what it said. */
export const DEAD_LETTERS = 'throughcare.dead-letter.v1';

/** Settles once every in-sync replica has them. */
export async function post(brokers: Brokers, letters: readonly Message[]): Promise<void> {
  const producer = clientOf(brokers).producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  try {
    await producer.send({ topic: DEAD_LETTERS, acks: -1, messages: [...letters] });
  } finally {
    await producer.disconnect();
  }
}

export interface Arrived {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly key: string | undefined;
  readonly value: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

export interface Consuming {
  readonly group: string;
  readonly topics: readonly string[];
  readonly signal: AbortSignal;
  /**
   * Deals with some records of one partition, in order. They are committed once this settles, so they may come again; unless
   * it has called `tellFrom`, which makes the partition be told from that offset on instead.
   */
  readonly handle: (arrived: readonly Arrived[], tellFrom: (offset: bigint) => void) => Promise<void>;
}

/** Records dealt with between two signs of life. */
const AT_ONCE = 200;

/**
 * Reads topics from their beginning, or from where the group stopped, until aborted.
 * @throws what the group ended with, where that cannot be got over by trying again
 */
export async function consume(brokers: Brokers, { group, topics: names, signal, handle }: Consuming): Promise<void> {
  const consumer = clientOf(brokers).consumer({
    groupId: group,
    maxWaitTimeInMs: 100,
    sessionTimeout: 10_000,
    heartbeatInterval: 1_000,
    retry: { initialRetryTime: 100, retries: 20 },
  });
  const over = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => over.resolve(), { once: true });
  consumer.on('consumer.crash', ({ payload: { error, restart } }) => restart || over.reject(error));
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [...names], fromBeginning: true });
    await consumer.run({ eachBatchAutoResolve: false, eachBatch: (batch) => inChunks(batch, consumer, handle) });
    if (!signal.aborted) await over.promise;
  } finally {
    await consumer.disconnect();
  }
}

async function inChunks(payload: EachBatchPayload, consumer: Consumer, handle: Consuming['handle']): Promise<void> {
  const { topic, partition, messages } = payload.batch;
  const tellFrom = (offset: bigint) => consumer.seek({ topic, partition, offset: String(offset) });
  for (let from = 0; from < messages.length && payload.isRunning() && !payload.isStale(); from += AT_ONCE) {
    const chunk = messages.slice(from, from + AT_ONCE);
    await handle(
      chunk.map(({ offset, key, value, headers = {} }) => ({
        topic,
        partition,
        offset,
        key: key?.toString(),
        value: value?.toString() ?? '',
        headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, text?.toString()])),
      })),
      tellFrom,
    );
    if (payload.isStale()) return;
    for (const { offset } of chunk.slice(-1)) payload.resolveOffset(offset);
    await payload.commitOffsetsIfNecessary();
    await payload.heartbeat();
  }
}
