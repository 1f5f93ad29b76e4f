import type { Caller } from '#access/caller';
import type { Typed } from '#casework/forms/controls';
import { Checking } from '#casework/forms/checking';
import { Contexts, type StartsFrom } from '#casework/forms/contexts';
import { type Draft, Drafts } from '#casework/forms/drafts';
import { Forms } from '#casework/forms/forms';
import {
  firstUnfinished,
  type FormPage,
  type Job,
  leaveTo,
  pageAt,
  pageBefore,
  pagesOf,
  wrongOn,
} from '#casework/forms/job';
import { jobAt } from '#casework/forms/jobs';
import { isAboutWhom } from '#casework/forms/person-pages';
import { errorsOf, viewsOf } from '#casework/forms/question-view';
import type { FormContext } from '#casework/forms/question';
import { readForm, type Wrong } from '#casework/forms/reading';
import { REGISTER } from '#casework/forms/sending';
import { InstanceId } from '#casework/instance-id';
import { Page, Redirect } from '#casework/pages/page';
import { Pages } from '#casework/pages/pages';
import { services, SignedIn, ToRead } from '#platform/access';
import { notFound } from '#platform/problem';
import { ModuleRef } from '@nestjs/core';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';

interface Shown {
  readonly job: Job;
  readonly page: FormPage;
  readonly context: FormContext;
  readonly draft?: Draft;
}

/** `?person=` whom it is about, or `?on=` the episode that is acted on. */
interface StartsOn {
  readonly person?: string;
  readonly on?: string;
}

const idOrNone = (id: string | undefined) => (id === undefined ? undefined : new InstanceId().transform(id));

/** @throws RequestProblem 404 for what is no id */
const startsFrom = (person: string | undefined, on: string | undefined): StartsFrom => ({
  person: idOrNone(person),
  episode: idOrNone(on),
});

/** @throws RequestProblem 404 for a form that there is not, or that is another kind of service's */
function jobFor(path: string, { kind }: Caller): Job {
  const job = jobAt(path);
  if (!job || kind === 'policy' || !job.kinds.includes(kind)) throw notFound();
  return job;
}

/** Forms, a page at a time: nothing is recorded before all of it was checked and sent. */
@Pages()
@Controller('forms/:job')
export class FormsController {
  constructor(
    private readonly forms: Forms,
    private readonly contexts: Contexts,
    private readonly drafts: Drafts,
    private readonly checking: Checking,
    private readonly modules: ModuleRef,
  ) {}

  @Get()
  @ToRead(...services)
  async begin(@Param('job') path: string, @Query() { person, on }: StartsOn, @SignedIn() caller: Caller) {
    const job = jobFor(path, caller);
    const context = await this.contexts.of(caller, job, startsFrom(person, on));
    return this.#show({ job, context, page: firstPage(job, context) });
  }

  @Post()
  @ToRead(...services)
  async start(
    @Param('job') path: string,
    @Query() { person, on }: StartsOn,
    @Body() typed: Typed,
    @SignedIn() caller: Caller,
  ) {
    const job = jobFor(path, caller);
    const from = startsFrom(person, on);
    const context = await this.contexts.of(caller, job, from);
    return this.#take(caller, { job, context, page: firstPage(job, context) }, { ...from, typed });
  }

  @Get(':id')
  @ToRead(...services)
  async resume(@Param('job') path: string, @Param('id', InstanceId) id: string, @SignedIn() caller: Caller) {
    const job = jobFor(path, caller);
    const draft = await this.drafts.read(caller, job, id);
    return this.#onward(caller, job, draft);
  }

  @Get(':id/check')
  @ToRead(...services)
  async check(@Param('job') path: string, @Param('id', InstanceId) id: string, @SignedIn() caller: Caller) {
    const job = jobFor(path, caller);
    return this.checking.show(caller, job, await this.drafts.read(caller, job, id));
  }

  @Post(':id/check')
  @ToRead(...services)
  async send(@Param('job') path: string, @Param('id', InstanceId) id: string, @SignedIn() caller: Caller) {
    return this.checking.send(caller, jobFor(path, caller), id);
  }

  @Get(':id/done')
  @ToRead(...services)
  async done(@Param('job') path: string, @Param('id', InstanceId) id: string, @SignedIn() caller: Caller) {
    const job = jobFor(path, caller);
    return this.checking.done(caller, job, await this.drafts.read(caller, job, id));
  }

  @Post(':id/discard')
  @ToRead(...services)
  async discard(@Param('job') path: string, @Param('id', InstanceId) id: string, @SignedIn() caller: Caller) {
    const job = jobFor(path, caller);
    return new Redirect(leaveTo(job, await this.drafts.discard(caller, id)));
  }

  @Get(':id/:page')
  @ToRead(...services)
  async page(@Param() at: { job: string; id: string; page: string }, @SignedIn() caller: Caller) {
    return this.#show(await this.#at(caller, at));
  }

  @Post(':id/:page')
  @ToRead(...services)
  async take(@Param() at: { job: string; id: string; page: string }, @Body() typed: Typed, @SignedIn() caller: Caller) {
    return this.#take(caller, await this.#at(caller, at), { typed });
  }

  async #at(caller: Caller, at: { job: string; id: string; page: string }): Promise<Shown & { draft: Draft }> {
    const job = jobFor(at.job, caller);
    const draft = await this.drafts.read(caller, job, new InstanceId().transform(at.id));
    const context = await this.contexts.ofDraft(caller, job, draft);
    const page = pageAt(job, context, at.page);
    if (!page || draft.sent) throw notFound();
    return { job, page, context, draft };
  }

  async #take(caller: Caller, shown: Shown, { typed, ...from }: { typed: Typed; person?: string; episode?: string }) {
    const { job, page, context, draft } = shown;
    const { answers, wrong } = await readForm(page.questions, typed, context);
    const broken = wrong.length > 0 ? wrong : await wrongOn(page, { ...context, answers });
    if (broken.length > 0) return this.#show(shown, { wrong: broken, typed });
    const id = await this.forms.keep(caller, { job, page, from: draft ?? from }, answers);
    return this.#onward(caller, job, await this.drafts.read(caller, job, id));
  }

  /** To the first page that is not done, or to checking all of them. */
  async #onward(caller: Caller, job: Job, draft: Draft): Promise<Redirect> {
    const at = `/forms/${job.path}/${draft.id}`;
    if (draft.sent) return new Redirect(`${at}/done`);
    const context = await this.contexts.ofDraft(caller, job, draft);
    const page = await firstUnfinished(job, context, draft.seen);
    return new Redirect(`${at}/${page?.path ?? 'check'}`);
  }

  async #show({ job, page, context, draft }: Shown, again: { wrong?: readonly Wrong[]; typed?: Typed } = {}) {
    const { wrong = [], typed } = again;
    const seen = draft?.seen.includes(page.path);
    const questions = await viewsOf(page.questions, { context, wrong, typed, seen });
    const alone = questions.length === 1 && page.title === undefined;
    const shows = {
      title: page.title ?? questions[0]?.label,
      back: backFrom({ job, page, context, draft }),
      ...(await this.#aboveQuestions(page, context)),
      ...{ job, questions, alone, person: whomIn(page, context), draft, errors: errorsOf(wrong, questions) },
    };
    return new Page('forms/form', shows, wrong.length > 0 ? 400 : 200);
  }

  async #aboveQuestions({ intro, beside }: FormPage, context: FormContext) {
    return {
      intro: typeof intro === 'function' ? intro(context) : intro,
      beside: beside && (await this.modules.get(beside, { strict: false }).beside(context)),
    };
  }
}

function backFrom({ job, page, context, draft }: Shown): string {
  const before = pageBefore(job, context, page.path);
  return before && draft ? `/forms/${job.path}/${draft.id}/${before.path}` : leaveTo(job, context.episode?.id);
}

/** Somebody new as they were described, once the page is not the one that asks for it. */
function whomIn(page: FormPage, { person, answers }: FormContext) {
  return person ?? (isAboutWhom(page) ? undefined : answers[REGISTER]);
}

function firstPage(job: Job, context: FormContext): FormPage {
  const [first] = pagesOf(job, context);
  if (!first) throw notFound();
  return first;
}
