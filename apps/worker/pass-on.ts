import type { EventStore, Followed, Position } from '#event-store/event-store';
import { saidByKafka } from '#messages/kafka';
import { announcedUpTo } from '#messages/outbox';
import { inBatches } from '#read-models/projector/batches';
import { alone } from '#worker/alone';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';

export interface Passing {
  readonly store: EventStore;
  readonly dataSource: DataSource;
  readonly pool: Pool;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/** From after one position of the log up to another. */
export interface Span {
  readonly from: Position;
  readonly upTo: Position;
}

/** What a process does whose turn it is to pass the log on. */
export interface Turn<Said> {
  /** What a batch of the log comes to. */
  readonly prepare: (batch: readonly Followed[]) => Promise<Said> | Said;
  /** What need not be put at once, since there is nothing in it: the checkpoint then goes with what follows. */
  readonly saysNothing?: (said: Said) => boolean;
  /** Keeps or sends it, then moves the checkpoint, or does both at once. @throws Overtaken */
  readonly put: (stretch: Span & Said) => Promise<void>;
}

/** `begin` is called whenever it becomes this process's turn, before the checkpoint is read; `fail` ends the turn. */
export interface Route<Said> {
  readonly name: string;
  readonly begin: (turn: AbortSignal, fail: (error: unknown) => void) => Promise<Turn<Said>> | Turn<Said>;
}

const MOST = 2_000;
/** So long, in milliseconds, a checkpoint may stay behind where there was nothing to say. */
const SILENT_AT_MOST_MS = 1_000;
const BACKOFF_MS = [100, 500, 2_000, 5_000];

/** Passes the log on, in order, at least once, by one process at a time, until aborted. */
export async function passOn<Said extends object>(route: Route<Said>, passing: Passing): Promise<void> {
  const { signal, logger, pool } = passing;
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      await alone(pool, `announce-${route.name}`, signal, (leading) =>
        follow(route, { ...passing, signal: leading }, () => (failures = 0)),
      );
    } catch (error) {
      if (signal.aborted) return;
      const wrong = { way: route.name, error: nameOf(error), words: saidByKafka(error) };
      logger.warn(wrong, 'announcing broke off; resuming from the checkpoint');
    }
    await pause(BACKOFF_MS[Math.min(failures, BACKOFF_MS.length - 1)], undefined, { signal }).catch(() => undefined);
  }
}

/** Prepares one stretch while the one before is on its way: never are two on their way at once. */
async function follow<Said extends object>(route: Route<Said>, passing: Passing, moved: () => void): Promise<void> {
  const { store, dataSource, signal } = passing;
  const broken = new AbortController();
  const over = new AbortController();
  const going = AbortSignal.any([signal, broken.signal]);
  const { prepare, saysNothing, put } = await route.begin(AbortSignal.any([going, over.signal]), (error) =>
    broken.abort(error),
  );
  let from = await announcedUpTo(dataSource, route.name, await store.identity());
  const source = (stopped: AbortSignal) => store.follow({ after: from, signal: stopped });
  let putting = Promise.resolve();
  let last = 0;
  try {
    for await (const batch of inBatches(source, MOST, going)) {
      const upTo = furthest(batch);
      if (upTo === undefined) continue;
      const prepared = await prepare(batch);
      if (saysNothing?.(prepared) && performance.now() - last < SILENT_AT_MOST_MS) continue;
      await putting;
      if (broken.signal.aborted) break;
      putting = put({ from, upTo, ...prepared }).then(moved, (error: unknown) => broken.abort(error));
      from = upTo;
      last = performance.now();
    }
  } finally {
    await putting;
    over.abort();
  }
  broken.signal.throwIfAborted();
}

const positionOf = (item: Followed): Position | undefined =>
  'event' in item ? item.event.position : 'checkpoint' in item ? item.checkpoint : undefined;

const furthest = (batch: readonly Followed[]): Position | undefined =>
  batch.map(positionOf).findLast((position) => position !== undefined);

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);
