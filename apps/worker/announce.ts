import type { Log } from '#commands/log';
import type { teller } from '#commands/tell';
import type { EventStore, Followed, Position, RecordedEvent } from '#event-store/event-store';
import { isPrivate, outgoing, type Surroundings } from '#messages/outbound';
import { alone } from '#worker/alone';
import { announcedUpTo, type Placed, type Stretch } from '#messages/outbox';
import { placeOf } from '#pathway/stages';
import type { Told } from '#pathway/told';
import { inBatches } from '#read-models/projector/batches';
import { EpisodesFollowed } from '#worker/episodes-followed';
import { HandoversFollowed } from '#worker/handovers-followed';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';

export interface Announcing {
  readonly store: EventStore;
  readonly log: Log;
  readonly tell: ReturnType<typeof teller>;
  readonly dataSource: DataSource;
  readonly pool: Pool;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

interface Informed extends Announcing {
  readonly handovers: HandoversFollowed;
  readonly episodes: EpisodesFollowed;
}

/** A way in which messages leave: what it is told of a stretch is kept before its checkpoint moves, or with it. */
export interface Way {
  readonly name: string;
  /** @throws Overtaken where another process has announced the stretch */
  readonly put: (stretch: Stretch) => Promise<void>;
}

const MOST = 2_000;
/** So long, in milliseconds, a checkpoint may stay behind where there was nothing to say: it then goes with what follows. */
const SILENT_AT_MOST_MS = 1_000;
const BACKOFF_MS = [100, 500, 2_000, 5_000];

/** Tells the facts of the log to whom they concern, in order, at least once, until aborted. */
export async function announce(way: Way, announcing: Announcing): Promise<void> {
  const { signal, logger, pool } = announcing;
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      await alone(pool, `announce-${way.name}`, signal, (leading) =>
        follow(way, { ...announcing, signal: leading }, () => (failures = 0)),
      );
    } catch (error) {
      if (signal.aborted) return;
      logger.warn({ way: way.name, error: nameOf(error) }, 'announcing broke off; resuming from the checkpoint');
    }
    await pause(BACKOFF_MS[Math.min(failures, BACKOFF_MS.length - 1)], undefined, { signal }).catch(() => undefined);
  }
}

/** Prepares one stretch while the one before is on its way: never are two on their way at once. */
async function follow(way: Way, announcing: Announcing, moved: () => void): Promise<void> {
  const { store, dataSource, signal } = announcing;
  const { log } = announcing;
  const informed = { ...announcing, handovers: new HandoversFollowed(log), episodes: new EpisodesFollowed(log) };
  let from = await announcedUpTo(dataSource, way.name, await store.identity());
  const broken = new AbortController();
  const source = (stopped: AbortSignal) => store.follow({ after: from, signal: stopped });
  let putting = Promise.resolve();
  let put = 0;
  try {
    for await (const batch of inBatches(source, MOST, AbortSignal.any([signal, broken.signal]))) {
      const upTo = furthest(batch);
      if (upTo === undefined) continue;
      const stretch = { from, upTo, ...(await said(batch, informed, way.name)) };
      if (saysNothing(stretch) && performance.now() - put < SILENT_AT_MOST_MS) continue;
      await putting;
      if (broken.signal.aborted) break;
      putting = way.put(stretch).then(moved, (error: unknown) => broken.abort(error));
      from = upTo;
      put = performance.now();
    }
  } finally {
    await putting;
  }
  broken.signal.throwIfAborted();
}

const saysNothing = ({ messages, erased }: Stretch): boolean => messages.length === 0 && erased.length === 0;

const positionOf = (item: Followed): Position | undefined =>
  'event' in item ? item.event.position : 'checkpoint' in item ? item.checkpoint : undefined;

const furthest = (batch: readonly Followed[]): Position | undefined =>
  batch.map(positionOf).findLast((position) => position !== undefined);

async function said(
  batch: readonly Followed[],
  announcing: Informed,
  way: string,
): Promise<Pick<Stretch, 'messages' | 'erased'>> {
  const events = batch.flatMap((item) => ('event' in item ? [item.event] : []));
  const heard = events.filter(isHeard);
  const told = await announcing.tell(heard, { personal: false });
  const answers = new Map(heard.map((event, index) => [event, told[index]]));
  const messages: Placed[] = [];
  for (const event of events) {
    follows(event, announcing);
    const one = answers.get(event);
    if (one && 'untellable' in one) await setAside(event, one.untellable, announcing, way);
    else if (one) messages.push(...(await messagesOf(one, event, announcing)));
  }
  return {
    messages,
    erased: events.filter(({ type }) => type === 'PersonErased').map(({ metadata }) => metadata['person'] ?? ''),
  };
}

/** Of what is private there is nothing to be said, and so nothing is opened. */
function isHeard({ stream, type }: RecordedEvent): boolean {
  const place = placeOf(stream);
  return place !== undefined && !isPrivate(place.stage, type);
}

function follows({ stream, revision }: RecordedEvent, { episodes }: Informed): void {
  const place = placeOf(stream);
  if (place && place.stage !== 'handover') episodes.passed({ ...place, revision });
}

async function messagesOf(told: Told, event: RecordedEvent, announcing: Informed): Promise<readonly Placed[]> {
  const around = await surroundings(told, announcing);
  const one = around && outgoing(told, around, event.metadata['command']);
  return one ? [{ ...one, position: event.position }] : [];
}

/** The handover, or to whom the episode is handed, as it stood with the fact. */
async function surroundings(told: Told, { handovers, episodes }: Informed): Promise<Surroundings | undefined> {
  const { stage, instance } = told;
  if (stage !== 'handover') return { episode: instance, handed: await episodes.handed(told) };
  const state = await handovers.with(told);
  if (!state) return undefined;
  episodes.stands(instance, state);
  return { ...state, id: instance };
}

/** What cannot be read is set aside where operators see it, and said to nobody. */
async function setAside(event: RecordedEvent, code: string, { pool, logger }: Announcing, way: string): Promise<void> {
  logger.error({ way, event: event.id, type: event.type, code }, 'set aside');
  await pool.query(
    `insert into worker.set_aside (follower, event, position, stream, code) values ($1, $2, $3, $4, $5)
     on conflict do nothing`,
    [`announce-${way}`, event.id, String(event.position), event.stream, code],
  );
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);
