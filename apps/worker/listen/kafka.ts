import { inboundTopics } from '#messages/inbound/contracts';
import { type Letter, sendOwed } from '#messages/inbound/dealing';
import { type Inbox, sourceOf } from '#messages/inbound/inbox';
import { type Arrived, type Brokers, consume, DEAD_LETTERS, makeTopics, post, saidByKafka } from '#messages/kafka';
import type { Reference } from '#pathway/reference';
import { speaksFor } from '#worker/listen/deal';
import type { Logger } from 'pino';
import { setTimeout as pause } from 'node:timers/promises';

export interface Receiving {
  readonly brokers: Brokers;
  readonly inbox: Inbox;
  readonly reference: Reference;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

const GROUP = 'throughcare-inbox';
const AGAIN_AFTER_MS = 1_000;

/** Takes what other services publish into the inbox, and tells of what is dead, until aborted. */
export async function receive(receiving: Receiving): Promise<void> {
  await Promise.all([again('receiving', receiving, taking), again('dead letters', receiving, telling)]);
}

/** Does something that ends only where the broker or the database fails, again and again. */
async function again(what: string, receiving: Receiving, work: (receiving: Receiving) => Promise<void>): Promise<void> {
  const { signal, logger } = receiving;
  while (!signal.aborted) {
    await work(receiving).catch((error: unknown) => {
      const wrong = { error: (error as Error).name, words: saidByKafka(error) };
      if (!signal.aborted) logger.warn(wrong, `${what} broke off; going on`);
    });
    await pause(AGAIN_AFTER_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** A record counts as read once its message is in the inbox. */
async function taking({ brokers, inbox, reference, signal }: Receiving): Promise<void> {
  const topics = Object.values(inboundTopics);
  await makeTopics(brokers, [...topics, DEAD_LETTERS]);
  const handle = async (arrived: readonly Arrived[]): Promise<void> => {
    await inbox.receive(
      arrived.map(({ topic, partition, offset, value: text }) => {
        const source = sourceOf(text);
        const place = `${topic}/${partition}/${offset}`;
        const organisation = speaksFor(reference, source, place)?.code;
        return { via: 'kafka', organisation, caller: source ?? topic, place, text } as const;
      }),
    );
  };
  await consume(brokers, { group: GROUP, topics, signal, handle });
}

async function telling({ brokers, inbox: { dataSource }, signal }: Receiving): Promise<void> {
  while (!signal.aborted) {
    const sent = await sendOwed(dataSource, (letters) => post(brokers, letters.map(asRecord)));
    if (sent === 0) await pause(AGAIN_AFTER_MS, undefined, { signal }).catch(() => undefined);
  }
}

const asRecord = ({ id, source, messageId, type, place, code, words }: Letter) => ({
  key: id,
  value: JSON.stringify({ source, id: messageId, type }),
  headers: { 'content-type': 'application/json', code, reason: words, place },
});
