import type { Caller } from '#access/caller';
import { Staff } from '#casework/account/staff';
import type { OpenPage } from '#casework/pages/open-page';
import { Sight } from '#casework/sight';
import { canonicalPeople } from '#read-models/people/queries';
import { recentSteps } from '#read-models/timeline';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

const SHOWN = 8;

/** What a service recorded last: of whom, what and by which of its users. */
@Injectable()
export class RecentWork {
  constructor(
    private readonly sight: Sight,
    private readonly staff: Staff,
    private readonly dataSource: DataSource,
  ) {}

  /** Each person once, by the newest step, the last first; of those whom the caller sees. */
  async of(caller: Caller, page: OpenPage) {
    const steps = await recentSteps(this.dataSource, caller, SHOWN);
    const personIds = steps.map(({ personId }) => personId);
    const canonical = await canonicalPeople(this.dataSource, personIds);
    const seen = await this.sight.among(caller, [...canonical.values()], 'LIST_RECENT', page);
    const people = new Map(seen.map(({ personId, details }) => [personId, details]));
    const called = await this.staff.called(steps.map(({ user }) => user));
    return steps.flatMap(({ personId, type, recordedAt, user }) => {
      const person = people.get(canonical.get(personId) ?? personId);
      if (!person) return [];
      const by = { mine: user === caller.user, user: called(user) };
      return [{ personId: person.personId, name: person.name, type, recordedAt, ...by }];
    });
  }
}
