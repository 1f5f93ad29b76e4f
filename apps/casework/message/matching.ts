import type { Caller } from '#access/caller';
import { Staff } from '#casework/account/staff';
import { Contexts } from '#casework/forms/contexts';
import type { Typed } from '#casework/forms/controls';
import { wrongOn } from '#casework/forms/job';
import { FIND, findPage } from '#casework/forms/person-pages';
import { errorsOf, viewsOf } from '#casework/forms/question-view';
import { readForm } from '#casework/forms/reading';
import { identifierNames } from '#casework/handover/handover-words';
import { messageWords } from '#casework/message/message-words';
import { ReceivedMessages } from '#casework/message/received';
import { Page } from '#casework/pages/page';
import { PeopleSearch } from '#casework/person/people-search';
import type { SearchPerson } from '#casework/person/person.requests';
import { identifierKinds, type Identifiers } from '#pathway/person';
import { Injectable } from '@nestjs/common';

interface Whose {
  readonly organisation?: string;
}
type One = Whose & { readonly id: string };

/** Somebody that a message may be about. */
interface Candidate {
  readonly id: string;
  readonly name: string | null;
  readonly dateOfBirth: string | null;
}

/** Whom a message names. */
interface Named {
  readonly identifiers?: Identifiers;
  readonly dateOfBirth?: string;
}

const NOBODY_CHOSEN = 'Select who the message is about';

/** Messages that wait because nobody known answers to whom they name: whom they may be about, and saying who it is. */
@Injectable()
export class Matching {
  constructor(
    private readonly received: ReceivedMessages,
    private readonly search: PeopleSearch,
    private readonly contexts: Contexts,
    private readonly staff: Staff,
  ) {}

  /** With those known under an identifier that it names, whatever their day of birth. @throws RequestProblem 404 */
  async show(caller: Caller, which: One): Promise<Page> {
    return this.#page(caller, which, { asked: 'nothing' });
  }

  /** With those who answer to what was typed, in the body of the request and kept nowhere. @throws RequestProblem 404 */
  async find(caller: Caller, which: One, typed: Typed): Promise<Page> {
    const context = this.contexts.ofNobody(caller);
    const { answers, wrong } = await readForm(findPage.questions, typed, context);
    const broken = wrong.length > 0 ? wrong : await wrongOn(findPage, { ...context, answers });
    const questions = await viewsOf(findPage.questions, { context, wrong: broken, typed });
    if (broken.length > 0)
      return this.#page(caller, which, { asked: 'wrong', questions, errors: errorsOf(broken, questions) });
    const { people } = await this.search.search(caller, answers[FIND] as unknown as SearchPerson);
    return this.#page(caller, which, { asked: 'found', questions, found: people });
  }

  /** Nobody was chosen. */
  unchosen(caller: Caller, which: One): Promise<Page> {
    return this.#page(caller, which, { asked: 'wrong', errors: [{ text: NOBODY_CHOSEN, href: '#person' }] });
  }

  async #page(
    caller: Caller,
    which: One,
    search: {
      readonly asked: 'nothing' | 'wrong' | 'found';
      readonly questions?: readonly object[];
      readonly found?: readonly Candidate[];
      readonly errors?: readonly { readonly text: string; readonly href: string }[];
    },
  ): Promise<Page> {
    const message = await this.received.read(caller, which);
    const named = (message.person ?? {}) as Named;
    const known = message.state === 'waiting' ? await this.#known(caller, named) : [];
    const found = (search.found ?? []).filter(({ id }) => known.every((one) => one.id !== id));
    const by = message.matchedBy;
    const shows = {
      matchedBy: by === null ? undefined : (await this.staff.called([by]))(by),
      title: messageWords(message.type),
      back: '/messages',
      ...{ message, named: this.#rows(named), candidates: [...known, ...found] },
      searched: search.asked === 'found' && search.found?.length === 0,
      questions: search.questions ?? (await viewsOf(findPage.questions, { context: this.contexts.ofNobody(caller) })),
      errors: search.errors ?? [],
    };
    return new Page('message/message', shows, search.asked === 'wrong' ? 400 : 200);
  }

  #rows({ identifiers = {}, dateOfBirth }: Named) {
    const known = identifierKinds.flatMap((kind) => {
      const value = identifiers[kind];
      return value === undefined ? [] : [{ label: identifierNames[kind], value }];
    });
    return { identifiers: known, dateOfBirth };
  }

  async #known(caller: Caller, { identifiers = {} }: Named): Promise<readonly Candidate[]> {
    const found = await Promise.all(
      Object.values(identifiers).map((identifier) => this.search.search(caller, { identifier })),
    );
    return [...new Map(found.flatMap(({ people }) => people).map((person) => [person.id, person])).values()];
  }
}
