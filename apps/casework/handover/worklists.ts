import type { Caller } from '#access/caller';
import { summary } from '#casework/handover/handovers';
import { askedFor, pageOf, type Paged } from '#casework/reading';
import { type SeenPerson, Sight } from '#casework/sight';
import type { Deadline } from '#pathway/handover';
import { type Clock, CLOCK } from '#platform/clock';
import { AskWorklist } from '#read-models/handover/queries';
import type { Handover } from '#read-models/handover/tables';
import { canonicalPeople } from '#read-models/people/queries';
import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';

const itemOf = (handover: Handover, overdue: readonly Deadline[], { personId, details }: SeenPerson) => ({
  ...summary(handover),
  personId,
  name: details.name,
  dateOfBirth: details.dateOfBirth,
  overdue: overdue.length > 0,
  overdueDeadlines: overdue,
});

/** What each service has to see to. */
@Injectable()
export class Worklists {
  constructor(
    private readonly queries: QueryBus,
    private readonly sight: Sight,
    private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** What the caller's organisation has to see to, what falls due first first; `next` where more follows. */
  async worklist(caller: Caller, page: Paged) {
    const asked = { after: page.after, limit: askedFor(page) };
    const found = await this.queries.execute(new AskWorklist(caller.organisation, this.clock.now(), asked));
    const { items: entries, next } = pageOf(
      found.map((entry) => ({ id: entry.handover.id, ...entry })),
      page,
    );
    const personIds = entries.map(({ handover }) => handover.personId);
    const canonical = await canonicalPeople(this.dataSource, personIds);
    const seen = await this.sight.among(caller, [...canonical.values()], 'VIEW_WORKLIST');
    const people = new Map(seen.map((person): [string, SeenPerson] => [person.personId, person]));
    const items = entries.flatMap(({ handover, overdue }) => {
      const person = people.get(canonical.get(handover.personId) ?? handover.personId);
      return person ? [itemOf(handover, overdue, person)] : [];
    });
    return { items, ...(next !== undefined && { next }) };
  }
}
