import type { Caller } from '#access/caller';
import { Episodes } from '#casework/episodes';
import { summary } from '#casework/handover/handovers';
import { factsIn, standsIn, stateIn } from '#casework/prison-release/release';
import type { Preparing } from '#casework/prison-release/scene';
import type { OpenPage } from '#casework/pages/open-page';
import { Sight } from '#casework/sight';
import { Log } from '#commands/log';
import { addDays, civilDate } from '#pathway/calendar';
import type { Instant } from '#pathway/decider';
import { notFound } from '#platform/problem';
import { byOpener } from '#read-models/handover/queries';
import type { Person } from '#read-models/people';
import { type Release, releasesOf } from '#read-models/release';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** A release and who leaves. */
export interface PrisonersRelease extends Pick<Preparing, 'personId' | 'facts' | 'handovers'> {
  readonly id: string;
  readonly person: Person;
}

/** For as long RECONNECT may be asked. */
const LISTED_DAYS = 28;

export interface Part {
  readonly skip: number;
  readonly take: number;
}

export interface ListedRelease extends PrisonersRelease, Pick<Release, 'expected' | 'leftOn'> {}

/** The releases that a prison prepares, or that a probation unit is to supervise. */
@Injectable()
export class Releases {
  constructor(
    private readonly episodes: Episodes,
    private readonly sight: Sight,
    private readonly log: Log,
    private readonly dataSource: DataSource,
  ) {}

  /** @throws RequestProblem 404 for what there is not, or is not this prison's */
  async one(caller: Caller, id: string): Promise<PrisonersRelease> {
    const episode = await this.episodes.read({ caller, stage: 'prison-release', id, moments: {} });
    if (stateIn(episode)?.planned?.prison !== caller.organisation) throw notFound();
    const { details, personId } = await this.sight.of(caller, episode.personId, 'VIEW_RELEASE');
    return { id, personId, person: details, facts: factsIn(episode), handovers: await this.#handovers(id) };
  }

  /** So many of them, the soonest first, then who left lately; and whether more follow. */
  async listed(caller: Caller, now: Instant, { skip, take }: Part, page?: OpenPage) {
    const leftSince = addDays(civilDate(now), -LISTED_DAYS);
    const asked = { service: caller.organisation, leftSince, skip, take: take + 1 };
    const found = await releasesOf(this.dataSource, asked);
    const shown = found.slice(0, take);
    const seen = await this.sight.among(
      caller,
      shown.map(({ personId }) => personId),
      'LIST_RELEASES',
      page,
    );
    const people = new Map(seen.flatMap(({ records, details }) => records.map((record) => [record, details] as const)));
    const rows = await Promise.all(
      shown.map(async (release) => {
        const person = people.get(release.personId);
        return person ? [await this.#row(release, person)] : [];
      }),
    );
    return { releases: rows.flat(), more: found.length > take };
  }

  async #row({ instance: id, personId, expected, leftOn }: Release, person: Person): Promise<ListedRelease> {
    const { facts } = await this.log.read('prison-release', id, true);
    const handovers = await this.#handovers(id);
    return { id, personId, person, expected, leftOn, facts: standsIn(facts), handovers };
  }

  async #handovers(id: string) {
    return (await byOpener(this.dataSource, 'prison-release', id)).map(summary);
  }
}
