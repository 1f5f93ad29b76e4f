import type { Caller } from '#access/caller';
import {
  asking,
  type Box,
  deadlineWords,
  needed,
  pilesOf,
  pileWords,
  purposeWords,
} from '#casework/handover/handover-words';
import { Worklists } from '#casework/handover/worklists';
import type { OpenPage } from '#casework/pages/open-page';
import { Page } from '#casework/pages/page';
import { deadlines, type Deadline } from '#pathway/handover';
import type { Instant } from '#pathway/decider';
import type { Pile } from '#read-models/handover/piles';
import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';

const ON_A_PAGE = '25';

interface AskedList {
  readonly box: Box;
  /** A pile of this box; by default everything that asks something of the service. */
  readonly show?: string;
  readonly after?: string;
  /** What was done just now, in words. */
  readonly did?: string;
}

const paths: Readonly<Record<Box, string>> = { received: '/handovers', sent: '/handovers/sent' };

export const pileHref = (pile: Pile): string => `${paths[pileWords[pile].box]}?show=${pile}`;

type Item = Awaited<ReturnType<Worklists['pile']>>['items'][number];

/** What falls due next. */
function nextDue({ due, met }: Item): { readonly what: string; readonly at: Instant } | undefined {
  const open = due as Readonly<Record<Deadline, Instant | null>>;
  const next = deadlines
    .flatMap((deadline) => {
      const at = open[deadline];
      return at === null || met.includes(deadline) ? [] : [{ what: deadlineWords[deadline], at }];
    })
    .toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at));
  return next[0];
}

/** Who only has a copy of it is told how the person stands, on their case. */
function hrefOf({ id, personId, sender, receiver }: Item, { organisation }: Caller): string {
  return [sender, receiver].includes(organisation) ? `/handovers/${id}` : `/people/${personId}`;
}

/** Lists of handovers: what needs something of the service apart from what is in hand, so that neither hides the other. */
@Injectable()
export class HandoverLists {
  constructor(private readonly worklists: Worklists) {}

  async list(
    caller: Caller,
    { box, show, after, did }: AskedList,
    open: OpenPage,
    errors: readonly { text: string; href: string }[] = [],
  ): Promise<Page> {
    const made = Date.now();
    const pile = pilesOf(box).find((name) => name === show);
    const among = pile === undefined ? asking(box) : [pile];
    const [{ items, next }, { each, together }] = await Promise.all([
      this.worklists.pile(caller, among, { after, limit: ON_A_PAGE }, open),
      this.worklists.counts(caller, asking(box)),
    ]);
    const at = paths[box];
    const filters = [
      { href: at, name: 'Needs something from you', ...together, current: pile === undefined },
      ...pilesOf(box).map((name) => ({
        href: pileHref(name),
        name: pileWords[name].name,
        ...each[name],
        // That it is late is what these are called.
        ...((name === 'missed' || name === 'late') && { overdue: 0 }),
        current: pile === name,
      })),
    ].filter(({ all, current }, index) => index === 0 || all > 0 || current);
    const shows = {
      title: box === 'received' ? 'Handovers to your service' : 'Handovers from your service',
      ...{ box, did, errors, filters, after, caller: caller.organisation },
      here: pile === undefined ? at : pileHref(pile),
      says: needed(together),
      heading: pile === undefined ? 'Needs something from you' : pileWords[pile].name,
      items: items.map((item) => ({
        ...item,
        purpose: purposeWords[item.purpose],
        href: hrefOf(item, caller),
        next: nextDue(item),
        acknowledgeable: box === 'received' && item.open && !item.met.includes('acknowledge'),
      })),
      next: next === undefined ? undefined : `${at}?${pile === undefined ? '' : `show=${pile}&`}after=${next}`,
      key: randomUUID(),
      at: made,
    };
    return new Page('handover/handovers', shows, errors.length > 0 ? 400 : 200);
  }
}
