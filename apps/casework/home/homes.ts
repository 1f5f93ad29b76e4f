import type { Caller } from '#access/caller';
import { LEAD } from '#access/roles';
import { Duties } from '#casework/due/duties';
import { dutyHref, dutyWords } from '#casework/due/duty-words';
import { pileHref } from '#casework/handover/handover-lists';
import { asking, needed, pileWords } from '#casework/handover/handover-words';
import { Worklists } from '#casework/handover/worklists';
import { BegunWork } from '#casework/home/begun-work';
import { RecentWork } from '#casework/home/recent-work';
import type { OpenPage } from '#casework/pages/open-page';
import { Page } from '#casework/pages/page';
import { SupervisedReleases } from '#casework/prison-release/supervised';
import { systemsState, type SystemsState } from '#messages/inbound/kept';
import type { DutyCount } from '#read-models/duty/queries';
import type { Pile, PileCount } from '#read-models/handover/piles';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** So much of what is due is named here; all of it on the list. */
const DUE = 6;
/** And so many releases; all of them on their list. */
const SUPERVISED = 4;

const dutyCounted = ({ what, all, overdue }: DutyCount) => ({
  ...{ href: dutyHref(what), all, overdue },
  words: dutyWords[what].counted[all === 1 ? 0 : 1],
});
const pileCounted = (pile: Pile, { all, overdue }: PileCount) => ({
  ...{ href: pileHref(pile), all, overdue },
  words: pileWords[pile].counted[all === 1 ? 0 : 1],
});

/** What is to be seen to of a service's own systems; where they are not told any more is for its leads. */
function systemsCounted({ waiting, dead, silent }: SystemsState, isLead: boolean) {
  const counted = (all: number, one: string, more: string) =>
    all === 0 ? [] : [{ href: '/messages', all, overdue: 0, words: all === 1 ? one : more }];
  return [
    ...counted(waiting, 'message of your systems to be matched', 'messages of your systems to be matched'),
    ...counted(
      dead,
      'message of your systems that could not be recorded',
      'messages of your systems that could not be recorded',
    ),
    ...(isLead ? counted(silent, 'system of yours takes no messages', 'systems of yours take no messages') : []),
  ];
}

/** The first page of a service that works with people. */
@Injectable()
export class Homes {
  constructor(
    private readonly worklists: Worklists,
    private readonly duties: Duties,
    private readonly recent: RecentWork,
    private readonly begun: BegunWork,
    private readonly supervised: SupervisedReleases,
    private readonly dataSource: DataSource,
  ) {}

  async show(caller: Caller, open: OpenPage): Promise<Page> {
    const at = Date.now();
    const isLead = caller.roles.includes(LEAD);
    const [{ each, together }, counts, systems, jobs, unfinished] = await Promise.all([
      this.worklists.counts(caller, asking()),
      this.duties.counts(caller),
      systemsState(this.dataSource, caller.organisation),
      this.begun.jobs(caller),
      this.begun.unfinished(caller),
    ]);
    const due = await this.duties.list(caller, { skip: 0, take: DUE }, open);
    const recent = await this.recent.of(caller, open);
    const some = (piles: readonly Pile[]) =>
      piles.filter((pile) => each[pile].all > 0).map((pile) => pileCounted(pile, each[pile]));
    const waiting = [...some(asking()), ...counts.map(dutyCounted), ...systemsCounted(systems, isLead)];
    const unmarked = (one: { readonly overdue: number }) => ({ ...one, overdue: 0 });
    return new Page('home/home', {
      ...{ title: 'Home', at, jobs, unfinished, recent },
      says: needed(together),
      waiting: waiting.toSorted((one, other) => Number(other.overdue > 0) - Number(one.overdue > 0)),
      late: some(['late']).map(unmarked),
      inHand: pileCounted('in-hand', each['in-hand']),
      ...(isLead && { climbed: some(['missed']).map(unmarked) }),
      due: due.items,
      ...(caller.kind === 'probation' && {
        supervised: await this.supervised.of(caller, { skip: 0, take: SUPERVISED }, open),
      }),
      more: counts.reduce((sum, one) => sum + one.all, 0) - due.items.length,
    });
  }
}
