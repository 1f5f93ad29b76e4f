import { lease, type Leased, release, taken } from '#messages/subscriptions';
import { call, NotTaken, type Webhooks } from '#messages/webhook';
import { feedFor } from '#platform/feed';
import type { Logger } from 'pino';
import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';

export interface Patience {
  /** After so many failures of one message the subscription is dead. */
  readonly attempts: number;
  readonly firstRetryMs: number;
  readonly longestRetryMs: number;
  readonly timeoutMs: number;
  readonly lookEveryMs: number;
}

/** The last attempt comes about nine hours after the first. */
export const usualPatience: Patience = {
  attempts: 20,
  firstRetryMs: 2_000,
  longestRetryMs: 3_600_000,
  timeoutMs: 10_000,
  lookEveryMs: 500,
};

export interface Delivering {
  readonly dataSource: DataSource;
  readonly webhooks: Webhooks;
  readonly patience: Patience;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

const LANES = 4;
/** Then it is another subscription's turn. */
const MOST = 20;

/** Sends each organisation what it is told, one message at a time and in order, until aborted. */
export async function deliver(delivering: Delivering): Promise<void> {
  await Promise.all(Array.from({ length: LANES }, () => lane(delivering)));
}

async function lane(delivering: Delivering): Promise<void> {
  const { dataSource, patience, logger, signal } = delivering;
  while (!signal.aborted) {
    try {
      const leased = await lease(dataSource);
      if (leased) await turn(leased, delivering);
      else await pause(patience.lookEveryMs, undefined, { signal }).catch(() => undefined);
    } catch (error) {
      if (signal.aborted) return;
      logger.warn({ error: error instanceof Error ? error.name : typeof error }, 'delivering broke off; going on');
      await pause(patience.lookEveryMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

async function turn(leased: Leased, delivering: Delivering): Promise<void> {
  const { dataSource, webhooks, patience, logger, signal } = delivering;
  const reader = { organisation: leased.organisation, user: leased.createdBy };
  const { entries, upTo } = await feedFor(dataSource, reader, leased.position, MOST);
  let held: Leased | undefined = leased;
  for (const { position, message } of entries) {
    if (signal.aborted) break;
    try {
      const { id: subscription, url } = leased;
      const at = Math.floor(Date.now() / 1_000);
      await call(webhooks, { subscription, url, body: JSON.stringify(message), timeoutMs: patience.timeoutMs, at });
    } catch (error) {
      if (!(error instanceof NotTaken)) throw error;
      const retryInMs = error.final ? undefined : retryAfter(held.failures + 1, patience);
      logger.warn(
        { subscription: leased.id, code: error.code, dead: retryInMs === undefined },
        'a message was not taken',
      );
      return release(dataSource, held, { failure: error.code, retryInMs });
    }
    held = await taken(dataSource, held, position);
    if (!held) return;
  }
  if (!signal.aborted && upTo > held.position) held = await taken(dataSource, held, upTo);
  if (held) await release(dataSource, held);
}

/** Twice as long each time, and up to half of it less, so that many do not come back at once; undefined: no more. */
export function retryAfter(failures: number, { attempts, firstRetryMs, longestRetryMs }: Patience): number | undefined {
  if (failures >= attempts) return undefined;
  const longest = Math.min(longestRetryMs, firstRetryMs * 2 ** (failures - 1));
  return Math.round(longest * (1 - Math.random() / 2));
}
