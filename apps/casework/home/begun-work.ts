import type { Caller } from '#access/caller';
import { Staff } from '#casework/account/staff';
import { Drafts } from '#casework/forms/drafts';
import { jobAt, jobsFor } from '#casework/forms/jobs';
import { Injectable } from '@nestjs/common';

/** What a service records, and has begun to. */
@Injectable()
export class BegunWork {
  constructor(
    private readonly drafts: Drafts,
    private readonly staff: Staff,
  ) {}

  /** The forms that begin with a person, what the caller sends most first. */
  async jobs(caller: Caller) {
    const sent = await this.drafts.sentByJob(caller);
    const used = (path: string) => sent.get(path) ?? 0;
    return jobsFor(caller, 'person').toSorted((one, other) => used(other.path) - used(one.path));
  }

  /** Begun and not sent, by the caller or a colleague. */
  async unfinished(caller: Caller) {
    const drafts = await this.drafts.unfinished(caller);
    const called = await this.staff.called(drafts.map(({ changedBy }) => changedBy));
    return drafts.flatMap(({ id, job: path, changedAt, changedBy }) => {
      const job = jobAt(path);
      const by = { mine: changedBy === caller.user, changedBy: called(changedBy) };
      return job ? [{ id, job: path, title: job.title, changedAt, ...by }] : [];
    });
  }
}
