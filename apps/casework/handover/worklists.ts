import type { Caller } from '#access/caller';
import { summary } from '#casework/handover/handovers';
import type { OpenPage } from '#casework/pages/open-page';
import { askedFor, pageOf, type Paged } from '#casework/reading';
import { type SeenPerson, Sight } from '#casework/sight';
import type { Deadline } from '#pathway/handover';
import { type Clock, CLOCK } from '#platform/clock';
import { onPiles, type Pile, pileCounts, pileTotal, type Whose } from '#read-models/handover/piles';
import { AskWorklist, overdueIn, type WorklistEntry } from '#read-models/handover/queries';
import { Handover } from '#read-models/handover/tables';
import { canonicalPeople } from '#read-models/people/queries';
import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { DataSource, In } from 'typeorm';

const WEEK_MS = 7 * 86_400_000;

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
    return this.#shown(caller, found, page);
  }

  /** The handovers on any of some piles, as a page. */
  async pile(caller: Caller, among: readonly Pile[], page: Paged, open: OpenPage) {
    const asked = { after: page.after, limit: askedFor(page) };
    return this.#shown(caller, await onPiles(this.dataSource, this.#whose(caller), among, asked), page, open);
  }

  /** Those of some handovers to the caller's organisation that it sees, by id. */
  async received(caller: Caller, ids: readonly string[]) {
    const found = await this.dataSource.manager.findBy(Handover, { id: In([...ids]), receiver: caller.organisation });
    const entries = found.map((handover) => ({ handover, overdue: overdueIn(handover, this.clock.now()) }));
    const { items } = await this.#shown(caller, entries, { limit: String(entries.length) });
    return new Map(items.map((item) => [item.id, item]));
  }

  /** How many lie on each pile, and on any of some together. Nobody is looked at. */
  async counts(caller: Caller, together: readonly Pile[]) {
    const whose = this.#whose(caller);
    const [each, all] = await Promise.all([
      pileCounts(this.dataSource, whose),
      pileTotal(this.dataSource, whose, together),
    ]);
    return { each, together: all };
  }

  #whose({ organisation, user }: Caller): Whose {
    const now = this.clock.now();
    return { organisation, user, now, soon: new Date(Date.parse(now) + WEEK_MS).toISOString() };
  }

  /** Looked at together: those of people whom the caller may not see are left out. */
  async #shown(caller: Caller, found: readonly WorklistEntry[], page: Paged, open?: OpenPage) {
    const { items: entries, next } = pageOf(
      found.map((entry) => ({ id: entry.handover.id, ...entry })),
      page,
    );
    const personIds = entries.map(({ handover }) => handover.personId);
    const canonical = await canonicalPeople(this.dataSource, personIds);
    const seen = await this.sight.among(caller, [...canonical.values()], 'VIEW_WORKLIST', open);
    const people = new Map(seen.map((person): [string, SeenPerson] => [person.personId, person]));
    const items = entries.flatMap(({ handover, overdue }) => {
      const person = people.get(canonical.get(handover.personId) ?? handover.personId);
      return person ? [itemOf(handover, overdue, person)] : [];
    });
    return { items, ...(next !== undefined && { next }) };
  }
}
