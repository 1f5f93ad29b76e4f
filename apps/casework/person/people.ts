import type { Caller } from '#access/caller';
import { type Looks, LOOKS } from '#access/looks';
import { maySeeContent, maySeeStep } from '#access/seeing';
import { stateOf } from '#casework/episode';
import { answerOf } from '#casework/episodes';
import { Sight, type SeenPerson } from '#casework/sight';
import { Log, type LoggedFact } from '#commands/log';
import type { Instant } from '#pathway/decider';
import { canonical } from '#pathway/identifiers';
import { type IdentifierKind, identifierKinds } from '#pathway/person';
import type { PersonState } from '#pathway/person/state';
import { type Clock, CLOCK } from '#platform/clock';
import { invalid } from '#platform/problem';
import { justiceConsent, partiesOf } from '#read-models/access/queries';
import {
  identifiersOf,
  FindPeople,
  type FindPeopleBy,
  type FoundPerson,
  nearMatches,
} from '#read-models/people/queries';
import { AskTimeline, type TimelineEntry } from '#read-models/timeline';
import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';

interface Clocks {
  readonly effectiveAt?: Instant;
  readonly asKnownAt?: Instant;
}

const nobody = { runs: [], handed: [] };

/** People, as those who may see them see them. */
@Injectable()
export class People {
  constructor(
    private readonly sight: Sight,
    private readonly log: Log,
    private readonly queries: QueryBus,
    private readonly dataSource: DataSource,
    @Inject(LOOKS) private readonly looked: Looks,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async read(caller: Caller, id: string) {
    const seen = await this.sight.of(caller, id, 'VIEW_PERSON');
    const { facts, revision } = await this.log.read('person', seen.personId, true);
    const { name, dateOfBirth, sex, ethnicity, residence, address, restricted } = stateOf(
      'person',
      facts,
      {},
    ) as PersonState;
    const identifiers = await identifiersOf(this.dataSource, seen.records);
    return {
      id: seen.personId,
      records: seen.records,
      revision,
      name,
      dateOfBirth,
      sex,
      ethnicity,
      residence,
      address,
      restricted,
      identifiers: identifiers.map(({ kind, value }) => ({ kind, value })),
    };
  }

  /** Every step by when it happened; what it says only where the caller may read it. */
  async timeline(caller: Caller, id: string, clocks: Clocks) {
    const seen = await this.sight.of(caller, id, 'VIEW_TIMELINE');
    const { effectiveAt = clocks.asKnownAt, asKnownAt } = clocks;
    const entries = await this.queries.execute(new AskTimeline({ personIds: seen.records, effectiveAt, asKnownAt }));
    return { personId: seen.personId, steps: await this.#steps(caller, seen, entries) };
  }

  /** By an identifier in any form it is written in, or by name and day of birth: only people whom the caller may see. */
  async search(caller: Caller, typed: { identifier?: string; name?: string; dateOfBirth?: string }) {
    const asked = this.#asked(typed);
    const found = await Promise.all(asked.map((by) => this.queries.execute(new FindPeople(by))));
    const likeness = new Map(found.flat().map(({ person, likeness: alike }: FoundPerson) => [person.personId, alike]));
    const seen = await this.sight.among(caller, [...likeness.keys()], 'SEARCH_PERSON');
    return {
      people: seen.map(({ personId, records, details: { name, dateOfBirth } }) => ({
        id: personId,
        name,
        dateOfBirth,
        likeness: Math.max(...records.map((record) => likeness.get(record) ?? 0)),
      })),
    };
  }

  async nearMatches() {
    return { pairs: await nearMatches(this.dataSource) };
  }

  /** Who looked, under whichever record; asking is a look too. */
  async looks(caller: Caller, id: string) {
    const { personId, records } = await this.sight.of(caller, id, 'VIEW_LOOKS');
    const looked = await Promise.all(records.map((record) => this.looked.of(record)));
    return { personId, looks: looked.flat().toSorted((one, other) => Date.parse(one.when) - Date.parse(other.when)) };
  }

  #asked({
    identifier,
    name,
    dateOfBirth,
  }: {
    identifier?: string;
    name?: string;
    dateOfBirth?: string;
  }): FindPeopleBy[] {
    const year = Number(this.clock.now().slice(0, 4));
    if (identifier !== undefined)
      return identifierKinds.flatMap((kind: IdentifierKind) => {
        const value = canonical(kind, identifier, year);
        return value === undefined ? [] : [{ kind, value }];
      });
    if (name !== undefined && dateOfBirth !== undefined) return [{ name, dateOfBirth }];
    const message = 'Search by an identifier, or by a name and a date of birth.';
    throw invalid([{ field: 'identifier', error: 'NOTHING_TO_SEARCH_BY', message }]);
  }

  async #steps(caller: Caller, { personId }: SeenPerson, entries: readonly TimelineEntry[]) {
    const parties = await partiesOf(this.dataSource, [...new Set(entries.map(({ instance }) => instance))]);
    const consent = await justiceConsent(this.dataSource, personId);
    const partiesTo = ({ instance }: TimelineEntry) => parties.get(instance) ?? nobody;
    const shown = entries.filter((entry) => maySeeStep(caller, entry, partiesTo(entry), consent));
    const readable = new Set(shown.filter((entry) => maySeeContent(caller, entry, partiesTo(entry))));
    const facts = await this.#facts([...readable]);
    return shown.map((entry) => {
      const { eventId, type, stage, instance, occurredAt, recordedAt, organisation, corrects } = entry;
      const logged = readable.has(entry) ? facts.get(entry.correctedBy ?? eventId) : undefined;
      const told = { id: eventId, type, stage, instance, occurredAt, recordedAt, organisation };
      return {
        ...told,
        ...(corrects !== null && { corrects }),
        ...(logged && { content: answerOf(logged, true).content }),
      };
    });
  }

  /** The facts of these steps and of what corrects them, read from their streams. */
  async #facts(entries: readonly TimelineEntry[]): Promise<ReadonlyMap<string, LoggedFact>> {
    const places = new Map(entries.map(({ stage, instance }) => [instance, stage]));
    const histories = await Promise.all([...places].map(([instance, stage]) => this.log.read(stage, instance, true)));
    return new Map(histories.flatMap(({ facts }) => facts.map((logged) => [logged.id, logged])));
  }
}
