import type { Caller } from '#access/caller';
import { maySeeContent, maySeeStep } from '#access/seeing';
import type { Moments } from '#casework/episode';
import { answerOf } from '#casework/episodes';
import { type Paged, pageIn } from '#casework/reading';
import { type SeenPerson, Sight } from '#casework/sight';
import { Log, type LoggedFact } from '#commands/log';
import { justiceConsent, partiesOf } from '#read-models/access/queries';
import { sameAs } from '#read-models/people/queries';
import { AskTimeline, type TimelineEntry } from '#read-models/timeline';
import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';

const nobody = { runs: [], handed: [] };

/** A step that a caller sees: what was recorded and what now stands in its place, where the caller may read it. */
export interface FollowedStep {
  readonly entry: TimelineEntry;
  readonly recorded?: LoggedFact;
  readonly stands?: LoggedFact;
}

export type TimelineStep = ReturnType<typeof stepOf>;

/** A person's way through every stage, as far as the caller may follow it. */
@Injectable()
export class Timelines {
  constructor(
    private readonly sight: Sight,
    private readonly log: Log,
    private readonly queries: QueryBus,
    private readonly dataSource: DataSource,
  ) {}

  /** Every step by when it happened; what it says only where the caller may read it. */
  async timeline(caller: Caller, id: string, moments: Moments, page: Paged) {
    const seen = await this.sight.of(caller, id, 'VIEW_TIMELINE');
    const steps = await this.steps(caller, seen, moments);
    const { items, ...more } = pageIn(steps, page);
    return { personId: seen.personId, steps: items, ...more };
  }

  /** Every step with all that it says, for the person themself. */
  async whole(personId: string) {
    const entries = await this.queries.execute(new AskTimeline({ personIds: await sameAs(this.dataSource, personId) }));
    const facts = await this.#facts(entries);
    return entries.map((entry) => stepOf(entry, facts.get(entry.correctedBy ?? entry.eventId)));
  }

  /** All of it, of somebody whom this caller was found to see. */
  async steps(caller: Caller, seen: SeenPerson, moments: Moments): Promise<readonly TimelineStep[]> {
    const followed = await this.follow(caller, seen, moments);
    return followed.map(({ entry, stands }) => stepOf(entry, stands));
  }

  /** The same, with what was recorded before any correction. */
  async follow(
    caller: Caller,
    { personId, records }: SeenPerson,
    { effectiveAt, asKnownAt }: Moments,
  ): Promise<readonly FollowedStep[]> {
    const question = { personIds: records, effectiveAt: effectiveAt ?? asKnownAt, asKnownAt };
    const entries = await this.queries.execute(new AskTimeline(question));
    const parties = await partiesOf(this.dataSource, [...new Set(entries.map(({ instance }) => instance))]);
    const consent = await justiceConsent(this.dataSource, personId);
    const partiesTo = ({ instance }: TimelineEntry) => parties.get(instance) ?? nobody;
    const shown = entries.filter((entry) => maySeeStep(caller, entry, partiesTo(entry), consent));
    const readable = new Set(shown.filter((entry) => maySeeContent(caller, entry, partiesTo(entry))));
    const facts = await this.#facts([...readable]);
    return shown.map((entry) => ({
      entry,
      ...(readable.has(entry) && {
        recorded: facts.get(entry.eventId),
        stands: facts.get(entry.correctedBy ?? entry.eventId),
      }),
    }));
  }

  /** The facts of these steps and of what corrects them, read from their streams. */
  async #facts(entries: readonly TimelineEntry[]): Promise<ReadonlyMap<string, LoggedFact>> {
    const places = new Map(entries.map(({ stage, instance }) => [instance, stage]));
    const histories = await Promise.all([...places].map(([instance, stage]) => this.log.read(stage, instance, true)));
    return new Map(histories.flatMap(({ facts }) => facts.map((logged) => [logged.id, logged])));
  }
}

function stepOf(entry: TimelineEntry, logged: LoggedFact | undefined) {
  const { eventId, type, stage, instance, occurredAt, recordedAt, organisation, corrects, correctedBy } = entry;
  return {
    ...{ id: eventId, type, stage, instance, occurredAt, recordedAt, organisation },
    ...(corrects !== null && { corrects }),
    ...(correctedBy !== null && { correctedBy }),
    ...(logged && { content: answerOf(logged, true).content }),
  };
}
