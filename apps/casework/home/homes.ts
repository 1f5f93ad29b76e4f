import type { Caller } from '#access/caller';
import { LEAD } from '#access/roles';
import { Drafts } from '#casework/forms/drafts';
import { jobAt, jobsFor } from '#casework/forms/jobs';
import { pileHref } from '#casework/handover/handover-lists';
import { asking, needed, pileWords } from '#casework/handover/handover-words';
import { Worklists } from '#casework/handover/worklists';
import { Page } from '#casework/pages/page';
import type { Pile } from '#read-models/handover/piles';
import { recentSteps } from '#read-models/timeline';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

const RECENT = 8;

/** What has climbed the ladder to a lead. */
const climbed: readonly Pile[] = ['missed', 'late'];

/** The first page of a service that works with people. */
@Injectable()
export class Homes {
  constructor(
    private readonly worklists: Worklists,
    private readonly drafts: Drafts,
    private readonly dataSource: DataSource,
  ) {}

  async show(caller: Caller): Promise<Page> {
    const at = Date.now();
    const [{ each, together }, unfinished, sent, recent] = await Promise.all([
      this.worklists.counts(caller, asking()),
      this.drafts.unfinished(caller),
      this.drafts.sentByJob(caller),
      recentSteps(this.dataSource, caller, RECENT),
    ]);
    const counted = (pile: Pile) => ({
      href: pileHref(pile),
      ...each[pile],
      words: pileWords[pile].counted[each[pile].all === 1 ? 0 : 1],
    });
    const some = (piles: readonly Pile[]) => piles.filter((pile) => each[pile].all > 0).map(counted);
    const used = (path: string) => sent.get(path) ?? 0;
    return new Page('home/home', {
      title: 'Home',
      at,
      says: needed(together),
      waiting: some(asking()),
      inHand: counted('in-hand'),
      ...(caller.roles.includes(LEAD) && { climbed: some(climbed).map((one) => ({ ...one, overdue: 0 })) }),
      jobs: jobsFor(caller, 'person').toSorted((one, other) => used(other.path) - used(one.path)),
      unfinished: unfinished.flatMap((draft) => {
        const job = jobAt(draft.job);
        return job ? [{ ...draft, title: job.title, mine: draft.changedBy === caller.user }] : [];
      }),
      recent: recent.map((step) => ({ ...step, mine: step.user === caller.user })),
    });
  }
}
