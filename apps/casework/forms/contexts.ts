import type { Caller } from '#access/caller';
import { type EpisodeStage } from '#casework/episode';
import { Episodes } from '#casework/episodes';
import type { Draft } from '#casework/forms/drafts';
import type { Job } from '#casework/forms/job';
import { foundIn } from '#casework/forms/person-pages';
import type { Answers, FormContext } from '#casework/forms/question';
import { Handovers } from '#casework/handover/handovers';
import { Timelines } from '#casework/person/timelines';
import { type SeenPerson, Sight } from '#casework/sight';
import type { Reference } from '#pathway/reference';
import { type Clock, CLOCK } from '#platform/clock';
import { REFERENCE } from '#platform/provided';
import type { Person } from '#read-models/people';
import { Inject, Injectable } from '@nestjs/common';

/** Where a form that is not begun yet is to start. */
export interface StartsFrom {
  readonly person?: string;
  readonly episode?: string;
}

const untouched: Pick<Draft, 'answers'> = { answers: {} };

const nobodys: Pick<FormContext, 'handedOver' | 'steps'> = { handedOver: [], steps: () => Promise.resolve([]) };

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let found: Promise<T> | undefined;
  return () => (found ??= read());
}

/** What a form is about and what was answered, as its pages need it. */
@Injectable()
export class Contexts {
  constructor(
    private readonly episodes: Episodes,
    private readonly sight: Sight,
    private readonly timelines: Timelines,
    private readonly handovers: Handovers,
    @Inject(REFERENCE) private readonly reference: Reference,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws RequestProblem 404 where the person or the episode is not for this caller */
  async of(
    caller: Caller,
    { stage }: Pick<Job, 'stage'>,
    { person, episode }: StartsFrom,
    { answers, registered }: Pick<Draft, 'answers' | 'registered'> = untouched,
  ): Promise<FormContext> {
    const base = { ...this.ofNobody(caller), answers };
    if (registered !== undefined) return { ...base, personId: registered };
    const acted = episode === undefined ? undefined : await this.#episode(caller, stage as EpisodeStage, episode);
    const personId = acted?.personId ?? person;
    if (personId === undefined) return { ...base, found: await this.#found(caller, answers) };
    const seen = await this.sight.of(caller, personId, 'FILL_FORM');
    return { ...(await this.ofSeen(caller, seen)), answers, ...(acted && { episode: acted }) };
  }

  /** About somebody whom the caller was found to see. */
  async ofSeen(caller: Caller, seen: SeenPerson): Promise<FormContext> {
    const steps = once(() => this.timelines.steps(caller, seen, {}));
    const handedOver = await this.handovers.openTo(caller, seen.personId);
    return { ...this.ofNobody(caller), personId: seen.personId, person: seen.details, handedOver, steps };
  }

  /** Where it is not known yet whom it is about. */
  ofNobody(caller: Caller): FormContext {
    return { caller, reference: this.reference, now: this.clock.now(), answers: {}, ...nobodys };
  }

  async ofDraft(caller: Caller, job: Job, draft: Draft): Promise<FormContext> {
    const from = { person: draft.person ?? undefined, episode: draft.episode ?? undefined };
    return this.of(caller, job, from, draft);
  }

  async #found(caller: Caller, answers: Answers): Promise<readonly Person[]> {
    const seen = await this.sight.among(caller, foundIn(answers), 'FILL_FORM');
    return seen.map(({ details }) => details);
  }

  #episode(caller: Caller, stage: EpisodeStage, id: string) {
    return this.episodes.read({ caller, stage, id, moments: {} });
  }
}
