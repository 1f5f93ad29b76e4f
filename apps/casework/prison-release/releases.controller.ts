import type { Caller } from '#access/caller';
import { jobAt } from '#casework/forms/jobs';
import { InstanceId } from '#casework/instance-id';
import { Page } from '#casework/pages/page';
import { pageNumber } from '#casework/pages/page-number';
import { Pages } from '#casework/pages/pages';
import { type Part, Releases } from '#casework/prison-release/releases';
import { recordTheRelease } from '#casework/prison-release/release-and-recall';
import { leftWords, stateOf, taskStatuses, whyOver } from '#casework/prison-release/scene';
import { SupervisedReleases } from '#casework/prison-release/supervised';
import { inDays, openIn, tasksOf } from '#casework/prison-release/tasks';
import { civilDate, daysBetween } from '#pathway/calendar';
import type { CivilDate } from '#pathway/decider';
import { type PrisonReleaseStatus, status } from '#pathway/prison-release';
import { departed } from '#pathway/prison-release/state';
import type { Reference } from '#pathway/reference';
import { SignedIn, ToRead } from '#platform/access';
import { type Clock, CLOCK } from '#platform/clock';
import { REFERENCE } from '#platform/provided';
import { Controller, Get, Inject, Param, Query } from '@nestjs/common';

const ON_A_PAGE = 25;

const pages = (at: number, more: boolean) => ({
  previous: at > 1 ? at - 1 : undefined,
  next: more ? at + 1 : undefined,
});

/** The clocks of the release stand until it is expected again. */
const away = (where: string): string =>
  `The person is ${where}. The release goes on being prepared. When you know the new date, change the expected release: until then no service has a date to start treatment by.`;

/** Where the person is, once they have left the prison. */
const statusWords: Readonly<Partial<Record<PrisonReleaseStatus, string>>> = {
  released: 'The person was released.',
  'at court': away('at court'),
  'in hospital': away('in hospital'),
  'on temporary absence': away('on temporary absence'),
};

/** What was recorded just now, as the form says it; of somebody who left but did not go free, where they are. */
function saying(form: string | undefined, notFree: string | undefined): string | undefined {
  if (form === recordTheRelease.path && notFree !== undefined) return notFree;
  const done = jobAt(form ?? '')?.done;
  return typeof done === 'string' ? done : undefined;
}

/** The releases of a service, and each as the list of what is to be prepared over the weeks before it. */
@Pages()
@Controller('releases')
export class ReleasesController {
  constructor(
    private readonly releases: Releases,
    private readonly supervised: SupervisedReleases,
    @Inject(REFERENCE) private readonly reference: Reference,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Of a prison what is to be prepared, of a probation unit whom it is to supervise. */
  @Get()
  @ToRead('prison', 'probation')
  async list(@Query('page') page: string | undefined, @SignedIn() caller: Caller) {
    const at = pageNumber(page);
    const part = { skip: (at - 1) * ON_A_PAGE, take: ON_A_PAGE };
    return caller.kind === 'probation' ? this.#supervised(caller, part, at) : this.#prepared(caller, part, at);
  }

  async #supervised(caller: Caller, part: Part, at: number) {
    const { releases, more } = await this.supervised.of(caller, part);
    return new Page('prison-release/supervised', { title: 'Releases you supervise', releases, ...pages(at, more) });
  }

  async #prepared(caller: Caller, part: Part, at: number) {
    const now = this.clock.now();
    const { releases, more } = await this.releases.listed(caller, now, part);
    const rows = releases.map(({ id, personId, person, expected, leftOn, facts, handovers }) => ({
      ...{ id, person, expected, leftOn, when: this.#when(leftOn ?? expected ?? undefined) },
      open: openIn(tasksOf({ personId, facts, handovers, reference: this.reference, now })),
    }));
    return new Page('prison-release/releases', {
      title: 'Releases',
      coming: rows.filter(({ leftOn }) => leftOn === null),
      left: rows.filter(({ leftOn }) => leftOn !== null),
      ...pages(at, more),
    });
  }

  @Get(':id')
  @ToRead('prison')
  async one(
    @Param('id', InstanceId) id: string,
    @Query('recorded') recorded: string | undefined,
    @SignedIn() caller: Caller,
  ) {
    const { person, personId, facts, handovers } = await this.releases.one(caller, id);
    const tasks = tasksOf({ personId, facts, handovers, reference: this.reference, now: this.clock.now() });
    const state = stateOf(facts);
    const left = departed(state);
    const words = whyOver(state) ?? statusWords[status(state)];
    return new Page('prison-release/release', {
      title: 'Prepare a release',
      back: '/releases',
      ...{ id, person, personId, state, left, words, status: status(state), planned: facts.find(isPlan) },
      leftWords: left && leftWords[left.reason],
      ...{ when: this.#when(left?.date ?? state.expected), overdue: !left && this.#isPast(state.expected) },
      tasks: tasks.map((task) => ({ ...task, tag: taskStatuses[task.status] })),
      ...{ open: openIn(tasks), recorded: saying(recorded, left?.reason === 'released' ? undefined : words) },
    });
  }

  #when(date: CivilDate | undefined): string | undefined {
    return date === undefined ? undefined : inDays(daysBetween(civilDate(this.clock.now()), date));
  }

  #isPast(date: CivilDate | undefined): boolean {
    return date !== undefined && date < civilDate(this.clock.now());
  }
}

const isPlan = ({ type }: { readonly type: string }): boolean => type === 'ReleasePlanned';
