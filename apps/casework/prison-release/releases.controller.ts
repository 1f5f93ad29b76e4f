import type { Caller } from '#access/caller';
import { jobAt } from '#casework/forms/jobs';
import { InstanceId } from '#casework/instance-id';
import { Page } from '#casework/pages/page';
import { pageNumber } from '#casework/pages/page-number';
import { Pages } from '#casework/pages/pages';
import { Releases } from '#casework/prison-release/releases';
import { stateOf, taskStatuses, whyOver } from '#casework/prison-release/scene';
import { inDays, openIn, tasksOf } from '#casework/prison-release/tasks';
import { civilDate, daysBetween } from '#pathway/calendar';
import type { CivilDate } from '#pathway/decider';
import { type PrisonReleaseStatus, type Released, status } from '#pathway/prison-release';
import { departed } from '#pathway/prison-release/state';
import type { Reference } from '#pathway/reference';
import { SignedIn, ToRead } from '#platform/access';
import { type Clock, CLOCK } from '#platform/clock';
import { REFERENCE } from '#platform/provided';
import { Controller, Get, Inject, Param, Query } from '@nestjs/common';

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

/** Before the day that it happened. */
const leftWords: Readonly<Partial<Record<Released['reason'], string>>> = {
  released: 'Released on',
  transferred: 'Transferred on',
  deported: 'Deported on',
  died: 'Died on',
};

/** What was recorded just now, as the form says it. */
function saying(form: string | undefined): string | undefined {
  const done = jobAt(form ?? '')?.done;
  return typeof done === 'string' ? done : undefined;
}

/** The releases of a prison, and each as the list of what is to be prepared over the weeks before it. */
@Pages()
@Controller('releases')
export class ReleasesController {
  constructor(
    private readonly releases: Releases,
    @Inject(REFERENCE) private readonly reference: Reference,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @ToRead('prison')
  async list(@Query('page') page: string | undefined, @SignedIn() caller: Caller) {
    const now = this.clock.now();
    const at = pageNumber(page);
    const { releases, more } = await this.releases.listed(caller, now, at);
    const rows = releases.map(({ id, personId, person, expected, leftOn, facts, handovers }) => ({
      ...{ id, person, expected, leftOn, when: this.#when(leftOn ?? expected ?? undefined) },
      open: openIn(tasksOf({ personId, facts, handovers, reference: this.reference, now })),
    }));
    return new Page('prison-release/releases', {
      title: 'Releases',
      coming: rows.filter(({ leftOn }) => leftOn === null),
      left: rows.filter(({ leftOn }) => leftOn !== null),
      ...{ previous: at > 1 ? at - 1 : undefined, next: more ? at + 1 : undefined },
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
    return new Page('prison-release/release', {
      title: 'Prepare a release',
      back: '/releases',
      ...{ id, person, personId, state, left, status: status(state), planned: facts.find(isPlan) },
      words: whyOver(state) ?? statusWords[status(state)],
      leftWords: left && leftWords[left.reason],
      ...{ when: this.#when(left?.date ?? state.expected), overdue: !left && this.#isPast(state.expected) },
      tasks: tasks.map((task) => ({ ...task, tag: taskStatuses[task.status] })),
      ...{ open: openIn(tasks), recorded: saying(recorded) },
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
