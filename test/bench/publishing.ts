import { Log } from '#commands/log';
import { teller } from '#commands/tell';
import { postgresStore } from '#event-store/postgres';
import { byTopic } from '#messages/kafka';
import type { Outgoing } from '#messages/outbound';
import { moveAnnounced } from '#messages/outbox';
import { readSide } from '#platform/read-side';
import { masterKey, postgresKeys } from '#privacy/keys';
import { loadReference } from '#reference/load';
import { median, type Round, rateOf } from '#test/bench/measure';
import { handovers, STEPS } from '#test/kafka/handovers';
import { announce, type Announcing, type Way } from '#worker/announce';
import { onKafka } from '#worker/announce-kafka';
import { installFollowers } from '#worker/follower';
import { Kafka, logLevel, Partitioners, type Producer } from 'kafkajs';
import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { Pool } from 'pg';

export interface Publishing {
  readonly messages: number;
  /** Messages per second of a bare producer that has them ready. */
  readonly floor: number;
  /** Messages per second, from the log to the brokers' acknowledgement and the checkpoint. */
  readonly published: number;
  /** The one as a share of the other: the median of the rounds, each beside its own floor. */
  readonly share: number;
}

const BATCH = 1_000;
/** Of five facts a handover: what became of one is told in some twenty messages. */
const ROUNDS = 4;

/** Announces by this way until it has come to the end of the log. */
async function untilTheEnd(
  announcing: Omit<Announcing, 'signal'>,
  madeWay: (signal: AbortSignal) => Way,
): Promise<Outgoing[]> {
  const head = await announcing.store.head();
  const stopping = new AbortController();
  const messages: Outgoing[] = [];
  const way = madeWay(stopping.signal);
  await announcing.dataSource.query('delete from messages.announced where way = $1', [way.name]);
  const put: Way['put'] = async (stretch) => {
    await way.put(stretch);
    messages.push(...stretch.messages);
    if (stretch.upTo >= head) stopping.abort();
  };
  await announce({ ...way, put }, { ...announcing, signal: stopping.signal });
  return messages;
}

const timed = async (count: number, work: () => Promise<unknown>): Promise<Round> => {
  const began = performance.now();
  await work();
  return { count, seconds: (performance.now() - began) / 1000 };
};

async function bareProducer(brokers: readonly string[]): Promise<Producer> {
  const producer = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING }).producer({
    idempotent: true,
    maxInFlightRequests: 1,
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  return producer;
}

/** Publishes a log in which every fact is told, in turn with a bare producer of the same messages. */
export async function measurePublishing(
  databaseUrl: string,
  brokers: readonly string[],
  { rounds, messages: count }: { rounds: number; messages: number },
): Promise<Publishing> {
  const store = await postgresStore({ connectionString: databaseUrl });
  const reading = await readSide({ databaseUrl, reference: await loadReference(), store });
  const { dataSource } = reading;
  const pool = new Pool({ connectionString: databaseUrl, max: 2 });
  const producer = await bareProducer(brokers);
  try {
    await installFollowers(pool);
    const keys = await postgresKeys(pool, masterKey(randomBytes(32)));
    const recorded = handovers(new Log(store, keys), Math.ceil(count / (ROUNDS * STEPS)));
    for (let round = 0; round < ROUNDS; round += 1) await recorded.round(round);
    const logger = pino({ level: 'warn' });
    const announcing = () => ({ store, dataSource, pool, logger, log: new Log(store, keys), tell: teller(keys) });
    const publish = () =>
      untilTheEnd(announcing(), (signal) => onKafka({ brokers, clientId: 'throughcare' }, dataSource, signal));
    const messages = await untilTheEnd(announcing(), () => ({
      name: 'counting',
      put: (stretch) => dataSource.transaction((db) => moveAnnounced(db, 'counting', stretch)),
    }));
    const batches = Array.from({ length: Math.ceil(messages.length / BATCH) }, (_, index) =>
      byTopic(messages.slice(index * BATCH, (index + 1) * BATCH)),
    );
    const bare = async () => {
      for (const topicMessages of batches) await producer.sendBatch({ acks: -1, topicMessages });
    };
    await publish();
    await bare();
    const pairs: { floor: number; published: number }[] = [];
    for (let round = 0; round < rounds; round += 1)
      pairs.push({
        floor: rateOf(await timed(messages.length, bare)),
        published: rateOf(await timed(messages.length, publish)),
      });
    return {
      messages: messages.length,
      floor: median(pairs.map(({ floor }) => floor)),
      published: median(pairs.map(({ published }) => published)),
      share: median(pairs.map(({ floor, published }) => published / floor)),
    };
  } finally {
    await producer.disconnect();
    await pool.end();
    await reading.close();
    await store.close();
  }
}
