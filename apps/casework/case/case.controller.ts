import type { Caller } from '#access/caller';
import { asAtOf } from '#casework/case/as-at';
import { caseWords } from '#casework/case/case-words';
import { type Case, Cases } from '#casework/case/cases';
import { LastLooks } from '#casework/case/last-looks';
import { Standing } from '#casework/case/standing';
import { TimelineItems } from '#casework/case/timeline-items';
import { Contexts } from '#casework/forms/contexts';
import type { Typed } from '#casework/forms/controls';
import { jobsFor } from '#casework/forms/jobs';
import { acts } from '#casework/governance/acts';
import { InstanceId } from '#casework/instance-id';
import { Page } from '#casework/pages/page';
import { Pages } from '#casework/pages/pages';
import { caseworkers } from '#casework/reading';
import { SignedIn, ToRead } from '#platform/access';
import { Controller, Get, Param, Query } from '@nestjs/common';

const PAGE_SIZE = 20;

/** The case page: who holds somebody, where they are on the pathway, and every step of it. */
@Pages()
@Controller('people/:id')
export class CaseController {
  constructor(
    private readonly cases: Cases,
    private readonly standing: Standing,
    private readonly timeline: TimelineItems,
    private readonly lastLooks: LastLooks,
    private readonly contexts: Contexts,
  ) {}

  @Get()
  @ToRead(...caseworkers)
  async show(@Param('id', InstanceId) id: string, @Query() typed: Typed, @SignedIn() caller: Caller) {
    const asAt = await asAtOf(typed, this.contexts.ofNobody(caller));
    const opened = await this.cases.open(caller, id, asAt.moments);
    const standing = await this.standing.of(opened);
    const shows = {
      title: standing.person.name ?? 'Erased person',
      ...standing,
      ...(await this.#timeline(opened, typed)),
      asAt,
      words: caseWords,
      dated: opened.dated,
      errors: asAt.errors,
      jobs: opened.dated ? [] : jobsFor(caller, 'person'),
      ...(caller.kind === 'information-governance' && {
        governs: acts.filter(({ offered }) => opened.seen.all.some(offered)),
      }),
    };
    return new Page('case/case', shows, asAt.errors.length > 0 ? 400 : 200);
  }

  /** Last happened first, a page at a time. */
  async #timeline(opened: Case, typed: Typed) {
    const { caller, seen, followed } = opened;
    const newest = followed.reduce((last, { entry }) => (entry.position > last ? entry.position : last), 0n);
    const lastLook = await this.lastLooks.look(caller, seen.personId, newest);
    const items = (await this.timeline.of({ ...opened, lastLook })).toReversed();
    const pages = Math.max(1, Math.ceil(items.length / PAGE_SIZE));
    const page = Math.min(Math.max(1, Number(typed['page']) || pageOfStep(items, typed['step'])), pages);
    return {
      items: items.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE),
      pagination: pages > 1 ? links(page, pages, typed) : undefined,
      lastLook,
      changed: items.filter(({ isNew }) => isNew).length,
    };
  }
}

/** The page that a step is on; the first where it is on none. */
const pageOfStep = (items: readonly { readonly id: string }[], step: unknown): number =>
  Math.floor(items.findIndex(({ id }) => id === step) / PAGE_SIZE) + 1;

function links(page: number, pages: number, typed: Typed) {
  const href = (number: number) => {
    const query = new URLSearchParams(
      Object.entries(typed).filter((one): one is [string, string] => typeof one[1] === 'string'),
    );
    query.set('page', String(number));
    return `?${query.toString()}#timeline`;
  };
  return {
    ...(page > 1 && { previous: { href: href(page - 1) } }),
    ...(page < pages && { next: { href: href(page + 1) } }),
    items: Array.from({ length: pages }, (_, index) => ({
      number: index + 1,
      href: href(index + 1),
      current: index + 1 === page,
    })),
  };
}
