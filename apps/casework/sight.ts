import type { Caller } from '#access/caller';
import { type Looks, LOOKS } from '#access/looks';
import { maySeePerson, type PersonInView } from '#access/seeing';
import type { OpenPage } from '#casework/pages/open-page';
import { notFound } from '#platform/problem';
import { sees } from '#read-models/access/queries';
import type { Person } from '#read-models/people';
import { peopleWith, sameAs } from '#read-models/people/queries';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** A person that the caller may see: every record of them, the one that stands for the others first. */
export interface SeenPerson {
  readonly personId: string;
  readonly records: readonly string[];
  readonly details: Person;
  /** What is known under each record. */
  readonly all: readonly Person[];
}

const allowed = (people: readonly Person[], user: string) =>
  people.every(({ restricted, grants }) => !restricted || grants.includes(user));

/** Whom a caller sees; and the record of every look. */
@Injectable()
export class Sight {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(LOOKS) private readonly looks: Looks,
  ) {}

  /**
   * The look is recorded before anything is shown.
   * @throws RequestProblem 404, for somebody the caller may not see as for somebody who does not exist
   */
  async of(caller: Caller, personId: string, what: string): Promise<SeenPerson> {
    const seen = await this.#seen(caller, personId);
    if (!seen) throw notFound();
    await this.looks.record(caller, [seen.personId], what);
    return seen;
  }

  /**
   * Those of these people whom the caller may see, each once; looked at together. On a page that fetches itself anew, whom
   * it has shown already is not looked at again.
   */
  async among(
    caller: Caller,
    personIds: readonly string[],
    what: string,
    page?: OpenPage,
  ): Promise<readonly SeenPerson[]> {
    const seen = await Promise.all([...new Set(personIds)].map((personId) => this.#seen(caller, personId)));
    const people = new Map(seen.flatMap((person) => (person ? [[person.personId, person]] : [])));
    const looked = [...people.keys()].filter((personId) => !page?.hasShown(personId));
    if (looked.length > 0) await this.looks.record(caller, looked, what);
    page?.shows(looked);
    return [...people.values()];
  }

  async #seen(caller: Caller, personId: string): Promise<SeenPerson | undefined> {
    const records = await sameAs(this.dataSource, personId);
    const people = await peopleWith(this.dataSource, records);
    const details = people.find((person) => person.personId === records[0]);
    if (!details) return undefined;
    const inView: PersonInView = {
      erased: details.erasedAt !== null,
      restricted: people.some(({ restricted }) => restricted),
      grants: allowed(people, caller.user) ? [caller.user] : [],
      related: await sees(this.dataSource, caller.organisation, personId),
    };
    return maySeePerson(caller, inView) ? { personId: details.personId, records, details, all: people } : undefined;
  }
}
