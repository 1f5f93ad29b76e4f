import type { Caller } from '#access/caller';
import { type Act, acts } from '#casework/governance/acts';
import { Governance, type Governed } from '#casework/governance/governance';
import { confirming, keyIn } from '#casework/forms/confirming';
import { Contexts } from '#casework/forms/contexts';
import type { Typed } from '#casework/forms/controls';
import { answerInWords, errorsOf, viewsOf } from '#casework/forms/question-view';
import { readForm, type Wrong } from '#casework/forms/reading';
import { InstanceId } from '#casework/instance-id';
import { Page, Redirect } from '#casework/pages/page';
import { pageNumber } from '#casework/pages/page-number';
import { Pages } from '#casework/pages/pages';
import { Refused } from '#commands/refused';
import { SignedIn, ToRead } from '#platform/access';
import { notFound } from '#platform/problem';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';

const PAGE_SIZE = 50;

/** @throws RequestProblem 404 for what information governance does not do */
function actAt(path: string): Act {
  const act = acts.find((one) => one.path === path);
  if (!act) throw notFound();
  return act;
}

/** The page with this number of a list, and where those beside it are. */
function pageAt<Item>(number: string | undefined, all: readonly Item[]) {
  const pages = Math.max(1, Math.ceil(all.length / PAGE_SIZE));
  const page = Math.min(pageNumber(number), pages);
  return {
    items: all.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE),
    previous: page > 1 ? `?page=${page - 1}` : undefined,
    next: page < pages ? `?page=${page + 1}` : undefined,
  };
}

/** What information governance sees and does: who looked, records that may be one person, restriction, joining, erasure. */
@Pages()
@Controller('people')
export class GovernanceController {
  constructor(
    private readonly governance: Governance,
    private readonly contexts: Contexts,
  ) {}

  @Get('likely-duplicates')
  @ToRead('information-governance')
  async duplicates(@Query('page') at: string | undefined, @SignedIn() caller: Caller) {
    const { items, ...pages } = pageAt(at, await this.governance.pairs());
    const pairs = await this.governance.named(caller, items);
    return new Page('governance/duplicates', { title: 'Records that may be one person', pairs, ...pages });
  }

  @Get(':id/looks')
  @ToRead('information-governance')
  async looks(@Param('id', InstanceId) id: string, @Query('page') at: string | undefined, @SignedIn() caller: Caller) {
    const { personId, looks } = await this.governance.looks(caller, id);
    const shows = { title: 'Who looked at this person', back: `/people/${personId}`, all: looks.length };
    return new Page('governance/looks', { ...shows, ...pageAt(at, looks) });
  }

  @Get(':id/govern/:act')
  @ToRead('information-governance')
  async ask(@Param('id', InstanceId) id: string, @Param('act') path: string, @SignedIn() caller: Caller) {
    return this.#form(caller, actAt(path), await this.governance.of(caller, id, actAt(path)));
  }

  @Post(':id/govern/:act')
  @ToRead('information-governance')
  async take(@Param() at: { id: string; act: string }, @Body() typed: Typed, @SignedIn() caller: Caller) {
    const act = actAt(at.act);
    const governed = await this.governance.of(caller, new InstanceId().transform(at.id), act);
    if (typed['change'] !== undefined) return this.#form(caller, act, governed, { typed });
    const context = this.contexts.ofNobody(caller);
    const { answers, wrong } = await readForm(governed.questions, typed, context);
    if (wrong.length > 0) return this.#form(caller, act, governed, { typed, wrong });
    if (typed['send'] === undefined) {
      const rows = governed.questions.map(async (question) => ({
        label: question.ask.replace(/\?$/, ''),
        value: await answerInWords(question, answers, context),
      }));
      const shows = { title: act.title, act, rows: await Promise.all(rows), back: `/people/${governed.personId}` };
      return new Page('governance/confirm', { ...shows, ...governed, ...confirming(typed) });
    }
    try {
      await this.governance.act(caller, governed, { act, fields: answers[act.command] ?? {}, key: keyIn(typed) });
      return new Redirect(`/people/${governed.personId}`);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const question = governed.questions.find(({ field }) => field === error.field) ?? governed.questions[0];
      const refused = question ? [{ question, words: error.message.replace(/\.$/, '') }] : [];
      return this.#form(caller, act, governed, { typed, wrong: refused });
    }
  }

  async #form(
    caller: Caller,
    act: Act,
    { personId, person, questions }: Governed,
    { typed, wrong = [] }: { typed?: Typed; wrong?: readonly Wrong[] } = {},
  ) {
    const views = await viewsOf(questions, { context: this.contexts.ofNobody(caller), wrong, typed });
    const shows = { title: act.title, act, person, questions: views, back: `/people/${personId}` };
    return new Page('governance/act', { ...shows, errors: errorsOf(wrong, views) }, wrong.length > 0 ? 400 : 200);
  }
}
