import type { Position, RecordedEvent } from '#event-store/event-store';
import { type Arrived, type Brokers, clientOf, consume, makeTopics, partitioner } from '#messages/kafka';
import type { Instant } from '#pathway/decider';
import type { Producer, TopicMessages } from 'kafkajs';

/** Every fact as it stands in the log, still sealed, in order per person. For Throughcare's own projectors alone. */
export const FACTS = 'throughcare.facts.v1';

/** It is kept for ever, as the log is: a view may be built from its beginning. The heaviest append fits into one record. */
const topicSettings = { 'retention.ms': '-1', 'retention.bytes': '-1', 'max.message.bytes': '4194304' };

/** Of one request, in characters; a fact that weighs more goes by itself. */
const PORTION = 500_000;

/** A fact in the log, and the latest moment at which anything up to it was recorded. */
export interface PassedFact {
  readonly event: RecordedEvent;
  readonly known: Instant | undefined;
}

/** Everything up to here has been published: what comes after it in a partition is later, or has come before. */
export interface Heartbeat {
  readonly upTo: Position;
  readonly known: Instant | undefined;
}

export type FromFacts = PassedFact | Heartbeat;

/** What arrived of one partition: in order, from an offset up to before another. */
export interface ArrivedFacts {
  readonly partition: number;
  readonly from: bigint;
  readonly upTo: bigint;
  readonly told: readonly FromFacts[];
}

/** Makes the topic where it does not exist, once it is known that it is to be filled from the log's beginning. */
export async function makeFacts(brokers: Brokers, fillAnew: () => Promise<void>): Promise<void> {
  const admin = clientOf(brokers).admin();
  await admin.connect();
  try {
    if ((await admin.listTopics()).includes(FACTS)) return;
  } finally {
    await admin.disconnect();
  }
  await fillAnew();
  await makeTopics(brokers, [FACTS], topicSettings);
}

/** @throws FactsWithoutBeginning */
export async function partitionsOfFacts(brokers: Brokers): Promise<number> {
  const admin = clientOf(brokers).admin();
  await admin.connect();
  try {
    const partitions = await admin.fetchTopicOffsets(FACTS);
    if (partitions.some(({ low }) => low !== '0')) throw new FactsWithoutBeginning();
    return partitions.length;
  } finally {
    await admin.disconnect();
  }
}

export interface FactsPublisher {
  /** Settles once every in-sync replica has them. */
  publish(facts: readonly PassedFact[]): Promise<void>;
  /** Tells every partition how far the log has been published. */
  beat(heartbeat: Heartbeat): Promise<void>;
  close(): Promise<void>;
}

/** @param log the identity of the log that is published */
export async function factsPublisher(brokers: Brokers, log: string): Promise<FactsPublisher> {
  const partitions = await partitionsOfFacts(brokers);
  const producer = clientOf(brokers).producer({
    idempotent: true,
    maxInFlightRequests: 1,
    createPartitioner: partitioner,
  });
  await producer.connect();
  const headers = { log };
  return {
    async publish(facts) {
      for (const messages of portions(facts)) await send(producer, { topic: FACTS, messages });
    },
    async beat({ upTo, known }) {
      const value = JSON.stringify({ upTo: String(upTo), known });
      const messages = Array.from({ length: partitions }, (_, partition) => ({ partition, value, headers }));
      await send(producer, { topic: FACTS, messages });
    },
    close: () => producer.disconnect(),
  };

  function* portions(facts: readonly PassedFact[]): Generator<TopicMessages['messages']> {
    let portion: TopicMessages['messages'] = [];
    let weight = 0;
    for (const fact of facts) {
      const value = textOf(fact);
      if (portion.length > 0 && weight + value.length > PORTION) {
        yield portion;
        [portion, weight] = [[], 0];
      }
      portion.push({ key: keyOf(fact), value, headers });
      weight += value.length;
    }
    if (portion.length > 0) yield portion;
  }
}

const send = async (producer: Producer, messages: TopicMessages): Promise<void> => {
  await producer.sendBatch({ acks: -1, topicMessages: [messages] });
};

const keyOf = ({ event: { metadata, stream } }: PassedFact): string => metadata['person'] ?? stream;

const textOf = ({ event, known }: PassedFact): string =>
  JSON.stringify({ ...event, revision: String(event.revision), position: String(event.position), known });

/** Hands on what arrives of the facts, partition by partition, until aborted; @throws FactsOfAnotherLog and as `consume` does */
export function followFacts(
  brokers: Brokers,
  options: {
    readonly group: string;
    readonly log: string;
    readonly signal: AbortSignal;
    readonly handle: (arrived: ArrivedFacts, tellFrom: (offset: bigint) => void) => Promise<void>;
  },
): Promise<void> {
  const { group, log, signal, handle } = options;
  return consume(brokers, {
    group,
    topics: [FACTS],
    signal,
    async handle(arrived, tellFrom) {
      const [first, last] = [arrived[0], arrived.at(-1)];
      if (!first || !last) return;
      const told = arrived.map((record) => parsed(record, log));
      const { partition, offset } = first;
      await handle({ partition, from: BigInt(offset), upTo: BigInt(last.offset) + 1n, told }, tellFrom);
    },
  });
}

/** The topic does not reach back to its beginning any more. */
export class FactsWithoutBeginning extends Error {
  constructor() {
    super(`${FACTS} has lost its beginning. Delete the topic: it is then published anew from the log.`);
    this.name = 'FactsWithoutBeginning';
  }
}

export class FactsOfAnotherLog extends Error {
  /** Kafka's client would try again without end, and say nothing. */
  readonly retriable = false;

  constructor() {
    super(`${FACTS} holds facts of another log. Delete the topic, or name another.`);
    this.name = 'FactsOfAnotherLog';
  }
}

function parsed({ value, headers }: Arrived, log: string): FromFacts {
  if (headers['log'] !== log) throw new FactsOfAnotherLog();
  const told = JSON.parse(value) as Record<'upTo' | 'revision' | 'position', string> & { known?: string };
  if (told.upTo !== undefined) return { upTo: BigInt(told.upTo), known: told.known };
  const { known, ...event } = told;
  const { revision, position } = told;
  return {
    event: { ...(event as object), revision: BigInt(revision), position: BigInt(position) } as RecordedEvent,
    known,
  };
}
