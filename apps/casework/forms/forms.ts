import type { Caller } from '#access/caller';
import type { StartsFrom } from '#casework/forms/contexts';
import { type Draft, Drafts } from '#casework/forms/drafts';
import type { FormPage, Job } from '#casework/forms/job';
import { chosenIn, FIND } from '#casework/forms/person-pages';
import type { Answers } from '#casework/forms/question';
import { PeopleSearch } from '#casework/person/people-search';
import { Injectable } from '@nestjs/common';

/** Keeps a form as it is filled in. */
@Injectable()
export class Forms {
  constructor(
    private readonly drafts: Drafts,
    private readonly search: PeopleSearch,
  ) {}

  /** The draft with this page's answers, begun where it is the first. Answers its id. */
  async keep(
    caller: Caller,
    { job, page, from }: { job: Job; page: FormPage; from: Draft | StartsFrom },
    read: Answers,
  ): Promise<string> {
    const answers = page.path === 'person' ? await this.#withFound(caller, read) : read;
    if (!('id' in from)) {
      const { person = null, episode = null } = from;
      return this.drafts.begin(caller, { job: job.path, person, episode, answers, seen: [page.path] });
    }
    const seen = [...from.seen.filter((path) => path !== page.path), page.path];
    const person = page.path === 'who' ? (chosenIn(answers) ?? null) : from.person;
    await this.drafts.keep(caller, { ...from, answers, seen, person });
    return from.id;
  }

  async #withFound(caller: Caller, answers: Answers): Promise<Answers> {
    const { identifier, name, dateOfBirth } = answers[FIND] ?? {};
    const by = identifier === undefined ? { name, dateOfBirth } : { identifier };
    const { people } = await this.search.search(caller, by as Parameters<PeopleSearch['search']>[1]);
    const found = people.map(({ id }) => id);
    return { ...answers, [FIND]: { ...answers[FIND], found, chosen: undefined } };
  }
}
