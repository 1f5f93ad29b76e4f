import type { Caller } from '#access/caller';
import type { SearchPerson } from '#casework/person/person.requests';
import { Sight } from '#casework/sight';
import { canonical } from '#pathway/identifiers';
import { identifierKinds } from '#pathway/person';
import { type Clock, CLOCK } from '#platform/clock';
import { invalid } from '#platform/problem';
import { FindPeople, type FindPeopleBy } from '#read-models/people/queries';
import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';

/** Finds only people whom the caller may see. */
@Injectable()
export class PeopleSearch {
  constructor(
    private readonly sight: Sight,
    private readonly queries: QueryBus,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** By an identifier in any form it is written in, or by name and day of birth. */
  async search(caller: Caller, typed: SearchPerson) {
    const found = await Promise.all(this.#asked(typed).map((by) => this.queries.execute(new FindPeople(by))));
    const alike = new Map(found.flat().map(({ person, likeness }) => [person.personId, likeness]));
    const seen = await this.sight.among(caller, [...alike.keys()], 'SEARCH_PERSON');
    return {
      people: seen.map(({ personId, records, details: { name, dateOfBirth } }) => ({
        id: personId,
        name,
        dateOfBirth,
        likeness: Math.max(...records.map((record) => alike.get(record) ?? 0)),
      })),
    };
  }

  #asked({ identifier, name, dateOfBirth }: SearchPerson): FindPeopleBy[] {
    if (identifier !== undefined) return this.#kindsOf(identifier);
    if (name !== undefined && dateOfBirth !== undefined) return [{ name, dateOfBirth }];
    const message = 'Search by an identifier, or by a name and a date of birth.';
    throw invalid([{ field: 'identifier', error: 'NOTHING_TO_SEARCH_BY', message }]);
  }

  #kindsOf(identifier: string): FindPeopleBy[] {
    const year = Number(this.clock.now().slice(0, 4));
    return identifierKinds.flatMap((kind) => {
      const value = canonical(kind, identifier, year);
      return value === undefined ? [] : [{ kind, value }];
    });
  }
}
