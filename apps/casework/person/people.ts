import type { Caller } from '#access/caller';
import { type Looks, LOOKS } from '#access/looks';
import { stateOf } from '#casework/episode';
import { type SeenPerson, Sight } from '#casework/sight';
import { Log } from '#commands/log';
import { derivedId } from '#messages/derived';
import type { PersonState } from '#pathway/person/state';
import { identifiersOf, nearMatches } from '#read-models/people/queries';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** People, as those who may see them see them. */
@Injectable()
export class People {
  constructor(
    private readonly sight: Sight,
    private readonly log: Log,
    private readonly dataSource: DataSource,
    @Inject(LOOKS) private readonly looked: Looks,
  ) {}

  async read(caller: Caller, id: string) {
    return this.details(await this.sight.of(caller, id, 'VIEW_PERSON'));
  }

  /** Of somebody whom the caller was found to see. */
  async details({ personId, records }: SeenPerson) {
    const { facts, revision } = await this.log.read('person', personId, true);
    const state = stateOf('person', facts, {}) as PersonState;
    const { name, dateOfBirth, sex, ethnicity, residence, address, restricted } = state;
    const identifiers = await identifiersOf(this.dataSource, records);
    return {
      id: personId,
      records,
      revision: String(revision),
      ...{ name, dateOfBirth, sex, ethnicity, residence, address, restricted },
      identifiers: identifiers.map(({ kind, value }) => ({ kind, value })),
    };
  }

  /** Pairs of records that share an identifier but not the date of birth, the oldest first. */
  async nearMatches() {
    const pairs = await nearMatches(this.dataSource);
    return pairs.map((pair) => ({ id: derivedId(pair.personId, pair.otherId), ...pair }));
  }

  /** Who looked, under whichever record, the first look first; asking is a look too. */
  async looks(caller: Caller, id: string) {
    const { personId, records } = await this.sight.of(caller, id, 'VIEW_LOOKS');
    const looked = await Promise.all(records.map((record) => this.looked.of(record)));
    return { personId, looks: looked.flat().toSorted((one, other) => Date.parse(one.when) - Date.parse(other.when)) };
  }
}
