import type { Caller } from '#access/caller';
import { type EpisodeStage } from '#casework/episode';
import { Episodes } from '#casework/episodes';
import { type Draft, Drafts } from '#casework/forms/drafts';
import type { FormPage, Journey } from '#casework/forms/journey';
import { chosenIn, FIND, foundIn } from '#casework/forms/person-pages';
import type { Answers, FormContext } from '#casework/forms/question';
import { PeopleSearch } from '#casework/person/people-search';
import { Sight } from '#casework/sight';
import type { Reference } from '#pathway/reference';
import type { Person } from '#read-models/people';
import { type Clock, CLOCK } from '#platform/clock';
import { REFERENCE } from '#platform/provided';
import { Inject, Injectable } from '@nestjs/common';

/** Where a form that is not begun yet is to start. */
export interface StartsFrom {
  readonly person?: string;
  readonly episode?: string;
}

const untouched: Pick<Draft, 'answers' | 'seen'> = { answers: {}, seen: [] };

/** What a form is about and what was answered, as its pages need it. */
@Injectable()
export class Forms {
  constructor(
    private readonly drafts: Drafts,
    private readonly episodes: Episodes,
    private readonly sight: Sight,
    private readonly search: PeopleSearch,
    @Inject(REFERENCE) private readonly reference: Reference,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws RequestProblem 404 where the person or the episode is not for this caller */
  async context(
    caller: Caller,
    { stage }: Journey,
    { person, episode }: StartsFrom,
    { answers, registered }: Pick<Draft, 'answers' | 'registered'> = untouched,
  ): Promise<FormContext> {
    const { reference } = this;
    const base = { caller, reference, now: this.clock.now(), answers };
    if (registered !== undefined) return { ...base, personId: registered };
    const acted = episode === undefined ? undefined : await this.#episode(caller, stage as EpisodeStage, episode);
    const personId = acted?.personId ?? person;
    if (personId === undefined) return { ...base, found: await this.#found(caller, answers) };
    const seen = await this.sight.of(caller, personId, 'FILL_FORM');
    return { ...base, personId: seen.personId, person: seen.details, ...(acted && { episode: acted }) };
  }

  async contextOf(caller: Caller, journey: Journey, draft: Draft): Promise<FormContext> {
    const from = { person: draft.person ?? undefined, episode: draft.episode ?? undefined };
    return this.context(caller, journey, from, draft);
  }

  /** The draft with this page's answers, begun where it is the first. Answers its id. */
  async keep(
    caller: Caller,
    { journey, page, from }: { journey: Journey; page: FormPage; from: Draft | StartsFrom },
    read: Answers,
  ): Promise<string> {
    const answers = page.path === 'person' ? await this.#withFound(caller, read) : read;
    if (!('id' in from)) {
      const { person = null, episode = null } = from;
      return this.drafts.begin(caller, { journey: journey.path, person, episode, answers, seen: [page.path] });
    }
    const seen = [...from.seen.filter((path) => path !== page.path), page.path];
    const person = page.path === 'who' ? (chosenIn(answers) ?? null) : from.person;
    await this.drafts.keep(caller, { ...from, answers, seen, person });
    return from.id;
  }

  #episode(caller: Caller, stage: EpisodeStage, id: string) {
    return this.episodes.read({ caller, stage, id, moments: {} });
  }

  async #found(caller: Caller, answers: Answers): Promise<readonly Person[]> {
    const seen = await this.sight.among(caller, foundIn(answers), 'FILL_FORM');
    return seen.map(({ details }) => details);
  }

  async #withFound(caller: Caller, answers: Answers): Promise<Answers> {
    const { identifier, name, dateOfBirth } = answers[FIND] ?? {};
    const by = identifier === undefined ? { name, dateOfBirth } : { identifier };
    const { people } = await this.search.search(caller, by as Parameters<PeopleSearch['search']>[1]);
    const found = people.map(({ id }) => id);
    return { ...answers, [FIND]: { ...answers[FIND], found, chosen: undefined } };
  }
}
