import { openedBy } from '#commands/ids';
import type { Log } from '#commands/log';
import type { Recorded } from '#pathway/corrections';
import type { HandoverFact } from '#pathway/handover';
import type { Requested } from '#pathway/handover/state';
import { mayOpen } from '#pathway/journey';
import type { Told } from '#pathway/told';
import { requested } from '#worker/handovers-followed';
import { LRUCache } from 'lru-cache';

const KEPT_MOST = 10_000;

type Place = Pick<Told, 'stage' | 'instance' | 'revision' | 'position'>;

interface Episode {
  /** The revision that follows; another one means that some were missed. */
  next: bigint;
  /** The handovers it opened, as they stand. */
  readonly opened: Map<string, Requested>;
}

/** To whom episodes are handed with each fact that is followed; read from the log only where the following began later. */
export class EpisodesFollowed {
  readonly #kept = new LRUCache<string, Episode>({ max: KEPT_MOST });

  constructor(private readonly log: Log) {}

  /** A fact of the episode was followed. */
  passed({ instance, revision }: Pick<Place, 'instance' | 'revision'>): void {
    const episode = this.#kept.get(instance) ?? { next: 0n, opened: new Map<string, Requested>() };
    this.#kept.set(instance, episode.next === revision ? { ...episode, next: revision + 1n } : undefined);
  }

  /** A fact of a handover was followed, with which it stands like this. */
  stands(handover: string, state: Requested): void {
    const { instance, event } = state.openedBy;
    const opened = this.#kept.get(instance)?.opened;
    if (opened && (opened.has(handover) || openedBy(event) === handover)) opened.set(handover, state);
  }

  /** The receivers of the handovers that it opened and that have not left them, at this fact's place in the log. */
  async handed(place: Place): Promise<readonly string[]> {
    const { opened } = this.#kept.get(place.instance) ?? (await this.#read(place));
    return [...opened.values()].filter((state) => !hasLeft(state)).map(({ receiver }) => receiver);
  }

  async #read({ stage, instance, revision, position }: Place): Promise<Episode> {
    const { facts } = await this.log.read(stage, instance, true);
    const openers = facts.filter((fact) => fact.revision <= revision && mayOpen(fact.fact.type));
    const states = await Promise.all(openers.map(({ id }) => this.#handoverAt(openedBy(id), position)));
    const opened = new Map(states.flatMap((state) => state ?? []));
    const episode = { next: revision + 1n, opened };
    this.#kept.set(instance, episode);
    return episode;
  }

  async #handoverAt(id: string, position: bigint): Promise<readonly [readonly [string, Requested]] | undefined> {
    const { facts } = await this.log.read('handover', id, true);
    const until = facts.filter((fact) => fact.position <= position);
    const state = requested(until as unknown as readonly Recorded<HandoverFact>[]);
    return state && [[id, state]];
  }
}

const hasLeft = ({ status }: Requested) => status === 'declined' || status === 'withdrawn';
