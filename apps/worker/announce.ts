import type { Log } from '#commands/log';
import type { teller } from '#commands/tell';
import type { Followed, RecordedEvent } from '#event-store/event-store';
import { isPrivate, outgoing, type Surroundings } from '#messages/outbound';
import type { Placed, Stretch } from '#messages/outbox';
import { placeOf } from '#pathway/stages';
import type { Told } from '#pathway/told';
import { EpisodesFollowed } from '#worker/episodes-followed';
import { HandoversFollowed } from '#worker/handovers-followed';
import { type Passing, passOn } from '#worker/pass-on';

export interface Announcing extends Passing {
  readonly log: Log;
  readonly tell: ReturnType<typeof teller>;
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

/** Tells the facts of the log to whom they concern, in order, at least once, until aborted. */
export function announce(way: Way, announcing: Announcing): Promise<void> {
  const begin = () => {
    const { log } = announcing;
    const informed = { ...announcing, handovers: new HandoversFollowed(log), episodes: new EpisodesFollowed(log) };
    return {
      prepare: (batch: readonly Followed[]) => said(batch, informed, way.name),
      saysNothing: ({ messages, erased }: Said) => messages.length === 0 && erased.length === 0,
      put: way.put,
    };
  };
  return passOn({ name: way.name, begin }, announcing);
}

type Said = Pick<Stretch, 'messages' | 'erased'>;

async function said(batch: readonly Followed[], announcing: Informed, way: string): Promise<Said> {
  const events = batch.flatMap((item) => ('event' in item ? [item.event] : []));
  const heard = events.filter(isHeard);
  const told = await announcing.tell(heard, { personal: false });
  const messages: Placed[] = [];
  let next = 0;
  for (const event of events) {
    follows(event, announcing);
    if (event !== heard[next]) continue;
    const one = told[next++];
    if (one && 'untellable' in one) await setAside(event, one.untellable, announcing, way);
    else if (one) await say(one, event, announcing, messages);
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

async function say(told: Told, event: RecordedEvent, announcing: Informed, messages: Placed[]): Promise<void> {
  const around = await surroundings(told, announcing);
  const one = around && outgoing(told, around, event.metadata['command']);
  if (one) messages.push({ ...one, position: event.position });
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
