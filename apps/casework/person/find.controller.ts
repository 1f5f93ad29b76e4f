import type { Caller } from '#access/caller';
import { confirming } from '#casework/forms/confirming';
import { Contexts } from '#casework/forms/contexts';
import type { Typed } from '#casework/forms/controls';
import { wrongOn } from '#casework/forms/job';
import { jobsFor } from '#casework/forms/jobs';
import { FIND, findPage } from '#casework/forms/person-pages';
import { errorsOf, viewsOf } from '#casework/forms/question-view';
import { readForm } from '#casework/forms/reading';
import { Page } from '#casework/pages/page';
import { Pages } from '#casework/pages/pages';
import { PeopleSearch } from '#casework/person/people-search';
import type { SearchPerson } from '#casework/person/person.requests';
import { caseworkers } from '#casework/reading';
import { SignedIn, ToRead } from '#platform/access';
import { likeness } from '#read-models/people/likeness';
import { Body, Controller, Get, Post } from '@nestjs/common';

const TITLE = 'Find a person';

const counted = (found: number): string =>
  found === 0 ? 'Nobody found' : `${found} ${found === 1 ? 'person' : 'people'} found`;

type Found = Awaited<ReturnType<PeopleSearch['search']>>['people'];

/** Names so alike on the same day of birth may be one person's. */
const ALIKE = 0.6;

/** Two people who answer to one identifier, or to names so alike, may be one person recorded twice. */
const withDuplicates = (people: Found, { identifier }: SearchPerson) =>
  people.map((person) => ({
    ...person,
    duplicate: people.some(
      (other) =>
        other.id !== person.id && (identifier !== undefined || likeness(other.name ?? '', person.name ?? '') >= ALIKE),
    ),
  }));

/** Finding somebody: what is typed travels in the body of the request, and is kept nowhere. */
@Pages()
@Controller('people')
export class FindController {
  constructor(
    private readonly search: PeopleSearch,
    private readonly contexts: Contexts,
  ) {}

  @Get()
  @ToRead(...caseworkers)
  async ask(@SignedIn() caller: Caller) {
    const questions = await viewsOf(findPage.questions, { context: this.contexts.ofNobody(caller) });
    const governs = caller.kind === 'information-governance';
    return new Page('person/find', { title: TITLE, questions, governs });
  }

  @Post()
  @ToRead(...caseworkers)
  async find(@Body() typed: Typed, @SignedIn() caller: Caller) {
    const context = this.contexts.ofNobody(caller);
    const { answers, wrong } = await readForm(findPage.questions, typed, context);
    const broken = wrong.length > 0 ? wrong : await wrongOn(findPage, { ...context, answers });
    const questions = await viewsOf(findPage.questions, { context, wrong: broken, typed });
    if (broken.length > 0)
      return new Page('person/find', { title: TITLE, questions, errors: errorsOf(broken, questions) }, 400);
    const by = answers[FIND] as unknown as SearchPerson;
    const { people } = await this.search.search(caller, by);
    const found = withDuplicates(people, by);
    return new Page('person/find', {
      title: counted(found.length),
      questions,
      found,
      jobs: jobsFor(caller, 'person'),
      governs: caller.kind === 'information-governance',
      ...confirming(typed),
    });
  }
}
