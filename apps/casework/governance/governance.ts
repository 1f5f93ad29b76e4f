import type { Caller } from '#access/caller';
import { Staff } from '#casework/account/staff';
import type { Act } from '#casework/governance/acts';
import type { Option, Question } from '#casework/forms/question';
import { day } from '#pathway/spoken';
import { People } from '#casework/person/people';
import { Sight } from '#casework/sight';
import { PersonStep } from '#commands/step';
import { notFound } from '#platform/problem';
import { type Watermarks, WATERMARKS } from '#platform/watermarks';
import type { Person } from '#read-models/people';
import { nearMatches, type PairOfRecords } from '#read-models/people/queries';
import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';

/** Whose record it is about. */
export interface Governed {
  readonly personId: string;
  /** The record that is acted on: of joined ones, the one that was joined. */
  readonly record: string;
  readonly person: Person;
  readonly questions: readonly Question[];
}

const PATIENCE_MS = 5_000;

/** What information governance does with people's records. */
@Injectable()
export class Governance {
  constructor(
    private readonly people: People,
    private readonly sight: Sight,
    private readonly staff: Staff,
    private readonly commands: CommandBus,
    private readonly dataSource: DataSource,
    @Inject(WATERMARKS) private readonly watermarks: Watermarks,
  ) {}

  /** Last look first. */
  async looks(caller: Caller, id: string) {
    const { personId, looks } = await this.people.looks(caller, id);
    const called = await this.staff.called(looks.map(({ who }) => who));
    return {
      personId,
      looks: looks.toReversed().map((look) => ({ ...look, by: called(look.who, look.organisation) })),
    };
  }

  /** Pairs of records that share an identifier but not the day of birth, the oldest first. */
  pairs(): Promise<readonly PairOfRecords[]> {
    return nearMatches(this.dataSource);
  }

  /** Whose records these are. */
  async named(caller: Caller, pairs: readonly PairOfRecords[]) {
    const seen = await this.sight.among(
      caller,
      pairs.flatMap(({ personId, otherId }) => [personId, otherId]),
      'LIST_DUPLICATES',
    );
    const named = new Map(seen.flatMap(({ details, records }) => records.map((record) => [record, details] as const)));
    return pairs.map(({ personId, otherId, since }) => ({
      since,
      pair: [personId, otherId].map((id) => ({
        id,
        name: named.get(id)?.name,
        dateOfBirth: named.get(id)?.dateOfBirth,
      })),
    }));
  }

  /** @throws RequestProblem 404 where there is nobody, or nothing of the kind to do */
  async of(caller: Caller, id: string, act: Act): Promise<Governed> {
    const { personId, records, details, all } = await this.sight.of(caller, id, 'GOVERN_PERSON');
    const acted = all.find(act.offered);
    if (!acted) throw notFound();
    const others = act.command === 'merge people' ? await this.#others(caller, records) : [];
    const called = await this.staff.called(acted.grants);
    return { personId, record: acted.personId, person: details, questions: act.questions(acted, others, called) };
  }

  /** @throws Refused where nothing was recorded */
  async act(
    caller: Caller,
    { record }: Governed,
    { act, fields, key }: { act: Act; fields: object; key: string },
  ): Promise<void> {
    const command = { ...fields, do: act.command } as never;
    const { position } = await this.commands.execute(new PersonStep(record, command, { caller, key: `govern-${key}` }));
    await this.watermarks.reached(position, AbortSignal.timeout(PATIENCE_MS));
  }

  /** The records that share an identifier with one of these. */
  async #others(caller: Caller, records: readonly string[]): Promise<readonly Option[]> {
    const pairs = await nearMatches(this.dataSource);
    const ids = pairs
      .flatMap(({ personId, otherId }) =>
        records.includes(personId) ? [otherId] : records.includes(otherId) ? [personId] : [],
      )
      .filter((id) => !records.includes(id));
    const seen = await this.sight.among(caller, ids, 'LIST_DUPLICATES');
    return seen.map(({ personId: value, details: { name, dateOfBirth } }) => ({
      value,
      text: name ?? 'Erased',
      ...(dateOfBirth !== null && { hint: `Born ${day(dateOfBirth)}` }),
    }));
  }
}
