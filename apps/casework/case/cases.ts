import type { Caller } from '#access/caller';
import type { Parties } from '#access/seeing';
import type { Moments } from '#casework/episode';
import { type FollowedStep, Timelines } from '#casework/person/timelines';
import { type SeenPerson, Sight } from '#casework/sight';
import { partiesOf } from '#read-models/access/queries';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** Somebody's case, as far as a caller may follow it. */
export interface Case {
  readonly caller: Caller;
  readonly seen: SeenPerson;
  readonly moments: Moments;
  /** Looked at as of another moment than now: nothing is done from there. */
  readonly dated: boolean;
  /** Of somebody erased, that steps were taken and nothing of what they say. */
  readonly followed: readonly FollowedStep[];
  readonly partiesTo: (instance: string) => Parties;
}

const nobody: Parties = { runs: [], handed: [] };

/** Opens somebody's case: that is one look, whatever of it is then shown. */
@Injectable()
export class Cases {
  constructor(
    private readonly sight: Sight,
    private readonly timelines: Timelines,
    private readonly dataSource: DataSource,
  ) {}

  /** @throws RequestProblem 404 for somebody the caller may not see */
  async open(caller: Caller, id: string, moments: Moments = {}): Promise<Case> {
    const seen = await this.sight.of(caller, id, 'VIEW_CASE');
    const steps = await this.timelines.follow(caller, seen, moments);
    const followed = seen.details.erasedAt === null ? steps : steps.map(({ entry }) => ({ entry }));
    const instances = [...new Set(followed.map(({ entry }) => entry.instance))];
    const parties = await partiesOf(this.dataSource, instances);
    return {
      ...{ caller, seen, moments, followed },
      dated: moments.effectiveAt !== undefined || moments.asKnownAt !== undefined,
      partiesTo: (instance) => parties.get(instance) ?? nobody,
    };
  }
}
