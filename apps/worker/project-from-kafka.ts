import { beneathKafka, type Brokers, saidByKafka } from '#messages/kafka';
import {
  type ArrivedFacts,
  FactsOfAnotherLog,
  FactsWithoutBeginning,
  followFacts,
  partitionsOfFacts,
} from '#messages/kafka/facts';
import { CheckpointRefused } from '#read-models/projector/checkpoints';
import { type Portion, type SharedOptions, SharedProjector, ToldTooLate } from '#read-models/shared-projector';
import type { Logger } from 'pino';
import { setTimeout as pause } from 'node:timers/promises';

const GROUP = 'throughcare-projectors';
const BACKOFF_MS = 1_000;

/** Their words are the remedy; those of any other error may quote what it read. */
const ours = [FactsOfAnotherLog, FactsWithoutBeginning, CheckpointRefused];

function said(error: unknown) {
  const wrong = beneathKafka(error) as Error & { code?: unknown };
  const words = ours.some((one) => wrong instanceof one) ? wrong.message : saidByKafka(wrong);
  return { error: wrong.name, code: wrong.code, words };
}

type Options = Omit<SharedOptions, 'partitions'> & { readonly logger: Logger };

/** Projects what the partitions tell that are this process's share of the facts, until aborted. */
export async function projectFromKafka(brokers: Brokers, options: Options): Promise<void> {
  const { signal, logger } = options;
  while (!signal.aborted) {
    try {
      await follow(brokers, options);
    } catch (error) {
      if (signal.aborted) return;
      logger.warn(said(error), 'projecting from Kafka broke off; trying again');
      await pause(BACKOFF_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}

async function follow(brokers: Brokers, options: Options): Promise<void> {
  const projector = new SharedProjector({ ...options, partitions: await partitionsOfFacts(brokers) });
  await followFacts(brokers, {
    group: GROUP,
    log: await options.store.identity(),
    signal: options.signal,
    async handle(arrived, tellFrom) {
      const { partition } = arrived;
      try {
        await projector.take(partition, portionOf(arrived));
      } catch (error) {
        if (error instanceof ToldTooLate) return tellFrom(error.nextOffset);
        options.logger.warn({ partition, ...said(error) }, 'a share could not be taken; trying again');
        throw error;
      }
    },
  });
}

/** Events in ascending order, each once, though the publisher may have told some again. */
function portionOf({ from, upTo, told }: ArrivedFacts): Portion {
  const events = [];
  let last = -1n;
  let seen: Portion['seen'];
  for (const item of told) {
    if ('upTo' in item) {
      if (item.upTo > (seen?.position ?? -1n)) seen = { position: item.upTo, recordedAt: item.known };
    } else if (item.event.position > last) {
      last = item.event.position;
      const { event, known = '' } = item;
      events.push({ ...event, metadata: { ...event.metadata, recordedAt: known } });
    }
  }
  return { from, upTo, events, seen };
}
