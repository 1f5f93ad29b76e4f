import type { Caller } from '#access/caller';
import { dutyWords, whenDue } from '#casework/due/duty-words';
import { summary } from '#casework/handover/handovers';
import type { OpenPage } from '#casework/pages/open-page';
import { releasePage, standsIn } from '#casework/prison-release/release';
import { openIn, tasksOf } from '#casework/prison-release/tasks';
import { type SeenPerson, Sight } from '#casework/sight';
import { Log } from '#commands/log';
import { type Duty, duties } from '#pathway/duty';
import type { Reference } from '#pathway/reference';
import { type Clock, CLOCK } from '#platform/clock';
import { REFERENCE } from '#platform/provided';
import { dutiesOf, dutyCounts, type DutyEntry, type Whose } from '#read-models/duty/queries';
import { byOpener } from '#read-models/handover/queries';
import { canonicalPeople } from '#read-models/people/queries';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** What falls due later is not told yet. */
const AHEAD_MS = 28 * 86_400_000;

interface AskedDuties {
  readonly what?: Duty;
  readonly skip: number;
  readonly take: number;
}

/** What each service has to do beside its handovers. */
@Injectable()
export class Duties {
  constructor(
    private readonly sight: Sight,
    private readonly log: Log,
    private readonly dataSource: DataSource,
    @Inject(REFERENCE) private readonly reference: Reference,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** How many of each there are, in the order of the pathway. Nobody is looked at. */
  async counts(caller: Caller) {
    const counted = new Map((await dutyCounts(this.dataSource, this.#whose(caller))).map((one) => [one.what, one]));
    return duties.flatMap((what) => counted.get(what) ?? []);
  }

  /** So many, what falls due first first, of people whom the caller sees; and whether more follow. */
  async list(caller: Caller, { what, skip, take }: AskedDuties, page: OpenPage) {
    const found = await dutiesOf(this.dataSource, this.#whose(caller), { what, skip, take: take + 1 });
    const entries = found.slice(0, take);
    const canonical = await canonicalPeople(
      this.dataSource,
      entries.map(({ personId }) => personId),
    );
    const seen = await this.sight.among(caller, [...canonical.values()], 'LIST_DUE', page);
    const people = new Map(seen.map((person): [string, SeenPerson] => [person.personId, person]));
    const items = entries.flatMap((entry) => {
      const person = people.get(canonical.get(entry.personId) ?? entry.personId);
      return person ? [this.#item(entry, person)] : [];
    });
    return { items: await Promise.all(items), more: found.length > take };
  }

  #whose({ organisation, user }: Caller): Whose {
    const now = this.clock.now();
    return { organisation, user, now, soon: new Date(Date.parse(now) + AHEAD_MS).toISOString() };
  }

  async #item(entry: DutyEntry, { personId, details }: SeenPerson) {
    const { what, instance, overdue } = entry;
    const { one, forms } = dutyWords[what];
    return {
      ...{ id: `${what}-${instance}`, name: details.name, dateOfBirth: details.dateOfBirth, overdue },
      ...{ what: one, when: whenDue(entry), href: hrefOf(entry, personId) },
      note: what === 'release' ? await this.#stillToDo(instance, personId) : undefined,
      forms: forms.map(({ path, title }) => ({ text: title, href: `/forms/${path}?on=${instance}` })),
    };
  }

  /** What is left of the preparations for a release. */
  async #stillToDo(instance: string, personId: string): Promise<string> {
    const { facts } = await this.log.read('prison-release', instance, true);
    const handovers = (await byOpener(this.dataSource, 'prison-release', instance)).map(summary);
    const prepared = { personId, facts: standsIn(facts), handovers, reference: this.reference, now: this.clock.now() };
    const open = openIn(tasksOf(prepared));
    if (open === 0) return 'Everything is prepared';
    return open === 1 ? '1 task still to do' : `${open} tasks still to do`;
  }
}

function hrefOf({ what, instance }: DutyEntry, personId: string): string {
  if (what === 'release') return releasePage(instance);
  return what === 'appointment' ? `/handovers/${instance}` : `/people/${personId}`;
}
