import { maySeeStep, type Parties } from '#access/seeing';
import { CaseEpisodes } from '#casework/case/case-episodes';
import type { Case } from '#casework/case/cases';
import { holdingOf } from '#casework/case/holding';
import { factIn } from '#casework/case/timeline-items';
import { wayOf, type WayStep } from '#casework/case/way';
import { Handovers } from '#casework/handover/handovers';
import { People } from '#casework/person/people';
import type { SeenPerson } from '#casework/sight';
import { civilDate } from '#pathway/calendar';
import { organisation, type Reference } from '#pathway/reference';
import type { StageFact, StageName } from '#pathway/stages';
import { type Clock, CLOCK } from '#platform/clock';
import { REFERENCE } from '#platform/provided';
import { justiceConsent } from '#read-models/access/queries';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

const nobody: Parties = { runs: [], handed: [] };

const reasonOf = (fact: StageFact) => (fact.type === 'Released' ? { reason: fact.reason } : {});

/** What the case page says of somebody besides their timeline. */
@Injectable()
export class Standing {
  constructor(
    private readonly people: People,
    private readonly episodes: CaseEpisodes,
    private readonly handovers: Handovers,
    private readonly dataSource: DataSource,
    @Inject(REFERENCE) private readonly reference: Reference,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Who it is, who holds them, where they are on the pathway, and their episodes as they stood. */
  async of(asked: Case) {
    const { caller, seen, moments } = asked;
    const moment = moments.effectiveAt ?? moments.asKnownAt ?? this.clock.now();
    const consent = await justiceConsent(this.dataSource, seen.personId);
    const probe = (stage: StageName) => ({ stage, type: '', organisation: '' });
    const isShown = (stage: StageName) => maySeeStep(caller, probe(stage), nobody, consent);
    return {
      person: await this.#person(seen),
      way: wayOf(this.#waySteps(asked), civilDate(moment), isShown),
      ...(await this.#episodes(asked)),
      // Who holds somebody is asked of today alone.
      ...(!asked.dated && { holding: holdingOf(await this.handovers.of(caller, seen), caller, this.clock.now()) }),
    };
  }

  /** All of them, and apart those of which nothing more is to come. */
  async #episodes(asked: Case) {
    const episodes = await this.episodes.of(asked);
    return {
      episodes,
      underWay: episodes.filter(({ over }) => !over),
      past: episodes.filter(({ over }) => over),
    };
  }

  /** A key is destroyed after it was asked for: until then, too, nothing is read of somebody erased. */
  async #person(seen: SeenPerson) {
    const { name, dateOfBirth, identifiers, address, ...counted } = await this.people.details(seen);
    const { erasedAt } = seen.details;
    return erasedAt === null
      ? { ...counted, name, dateOfBirth, identifiers, address, erasedAt: undefined }
      : { ...counted, erasedAt, name: undefined, dateOfBirth: undefined, identifiers: [], address: undefined };
  }

  #waySteps({ followed }: Case): readonly WayStep[] {
    return followed
      .filter(({ entry }) => entry.corrects === null)
      .map(({ entry: { stage, type, occurredAt, organisation: by }, stands }) => ({
        ...{ stage, occurredAt, type: stands ? factIn(stands).type : type },
        ...(stands && reasonOf(factIn(stands))),
        byProvider: organisation(this.reference, by)?.kind === 'treatment-provider',
      }));
  }
}
