import type { Caller } from '#access/caller';
import { Duties } from '#casework/due/duties';
import { dutyHref, dutyWords } from '#casework/due/duty-words';
import { Opened, type OpenPage } from '#casework/pages/open-page';
import { Page } from '#casework/pages/page';
import { pageNumber } from '#casework/pages/page-number';
import { Pages } from '#casework/pages/pages';
import { services, SignedIn, ToRead } from '#platform/access';
import { Controller, Get, Query } from '@nestjs/common';

const ON_A_PAGE = 25;

/** What is due from a service beside its handovers: who, what, by when. */
@Pages()
@Controller('due')
export class DueController {
  constructor(private readonly duties: Duties) {}

  @Get()
  @ToRead(...services)
  async list(
    @Query() { show, page }: { readonly show?: string; readonly page?: string },
    @SignedIn() caller: Caller,
    @Opened() open: OpenPage,
  ) {
    const made = Date.now();
    const counts = await this.duties.counts(caller);
    const what = counts.find((one) => one.what === show)?.what;
    const at = pageNumber(page);
    const { items, more } = await this.duties.list(caller, { what, skip: (at - 1) * ON_A_PAGE, take: ON_A_PAGE }, open);
    const here = what === undefined ? '/due' : dutyHref(what);
    const paged = (number: number) => `${here}${what === undefined ? '?' : '&'}page=${number}`;
    const all = counts.reduce((sum, one) => sum + one.all, 0);
    const overdue = counts.reduce((sum, one) => sum + one.overdue, 0);
    return new Page('due/due', {
      title: 'Due from your service',
      ...{ here, items, at: made },
      heading: what === undefined ? 'Everything' : dutyWords[what].name,
      filters: [
        { href: '/due', name: 'Everything', all, overdue, current: what === undefined },
        ...counts.map((one) => ({
          ...{ ...one, href: dutyHref(one.what), name: dutyWords[one.what].name },
          current: one.what === what,
        })),
      ],
      says: dueInWords(all, overdue),
      previous: at > 1 ? paged(at - 1) : undefined,
      next: more ? paged(at + 1) : undefined,
    });
  }
}

/** `3 things are due, 1 overdue`. */
function dueInWords(all: number, overdue: number): string {
  if (all === 0) return 'Nothing else is due';
  const due = all === 1 ? '1 thing is due' : `${all} things are due`;
  return overdue === 0 ? due : `${due}, ${overdue} overdue`;
}
