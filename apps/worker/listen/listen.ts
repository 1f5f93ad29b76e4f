import { type Outcome, takeTurn } from '#messages/inbound/dealing';
import { tellChanged } from '#read-models/changes';
import { dealWith, type Dealing } from '#worker/listen/deal';
import type { Logger } from 'pino';
import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';

export interface Listening extends Dealing {
  readonly dataSource: DataSource;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/** People whose messages are dealt with at the same time, in this process. */
const LANES = 4;

/** Deals with what is in the inbox, each person's in order, until aborted. */
export async function listen(listening: Listening): Promise<void> {
  await Promise.all(Array.from({ length: LANES }, () => lane(listening)));
}

async function lane(listening: Listening): Promise<void> {
  const { dataSource, patience, logger, signal } = listening;
  while (!signal.aborted) {
    const outcome = await takeTurn(dataSource, (turn) => dealWith(turn, listening)).catch((error: unknown) => {
      if (!signal.aborted) logger.warn({ error: named(error) }, 'listening broke off; going on');
    });
    if (outcome) await tellOf(outcome, dataSource);
    if (outcome?.state === 'dead') logger.warn({ code: outcome.code }, 'a message is dead');
    if (!outcome) await pause(patience.lookEveryMs, undefined, { signal }).catch(() => undefined);
  }
}

/** What waits or is dead shows at once to whoever sees to it. */
const tellOf = ({ organisation }: Outcome, dataSource: DataSource): Promise<void> =>
  tellChanged(dataSource.manager, [
    'information-governance',
    ...(organisation === undefined ? [] : [organisation]),
  ]).catch(() => undefined);

const named = (error: unknown): string => (error instanceof Error ? error.name : typeof error);
