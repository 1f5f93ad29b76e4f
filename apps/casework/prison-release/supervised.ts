import type { Caller } from '#access/caller';
import { holdingOf } from '#casework/case/holding';
import { deadlineWords } from '#casework/handover/handover-words';
import { midSentence } from '#casework/pages/fact-words';
import type { OpenPage } from '#casework/pages/open-page';
import { offerNaloxoneAfterRelease } from '#casework/prison-release/naloxone';
import { recordARecall } from '#casework/prison-release/release-and-recall';
import { type ListedRelease, type Part, Releases } from '#casework/prison-release/releases';
import { leftWords, type Scene, sceneOf, whyOver } from '#casework/prison-release/scene';
import { inDays, naloxoneWords } from '#casework/prison-release/tasks';
import { civilDate, daysBetween } from '#pathway/calendar';
import { departed } from '#pathway/prison-release/state';
import { organisation, type Reference } from '#pathway/reference';
import { day, dueMoment } from '#pathway/spoken';
import { type Clock, CLOCK } from '#platform/clock';
import { REFERENCE } from '#platform/provided';
import { Inject, Injectable } from '@nestjs/common';

/** What probation records of a release, once the person is out by it. */
const jobs = [recordARecall, offerNaloxoneAfterRelease];

/** When the person is expected to leave, or left and how. */
function whenLeft({ expected, leftOn }: ListedRelease, { state, now }: Scene): string {
  const date = leftOn ?? expected;
  if (date === null) return 'No date known yet';
  const left = departed(state);
  const dated = (left && leftWords[left.reason]) ?? 'Expected on';
  return `${dated} ${day(date)}, ${inDays(daysBetween(civilDate(now), date))}`;
}

const isOut = ({ state }: Scene): boolean => departed(state)?.reason === 'released' && state.recalled === undefined;

/** Whom a probation unit is to supervise, or supervises: nothing of their releases that is for the prison alone. */
@Injectable()
export class SupervisedReleases {
  constructor(
    private readonly releases: Releases,
    @Inject(REFERENCE) private readonly reference: Reference,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** So many, the soonest first, then who left lately; and whether more follow. */
  async of(caller: Caller, part: Part, page?: OpenPage) {
    const { releases, more } = await this.releases.listed(caller, this.clock.now(), part, page);
    return { releases: releases.map((release) => this.#shown(release, caller)), more };
  }

  #shown(release: ListedRelease, caller: Caller) {
    const { id, personId, person, facts, handovers } = release;
    const scene = sceneOf({ personId, facts, handovers, reference: this.reference, now: this.clock.now() });
    return {
      ...{ id, name: person.name, dateOfBirth: person.dateOfBirth, href: `/people/${person.personId}` },
      prison: this.#named(scene.state.planned?.prison ?? ''),
      when: whenLeft(release, scene),
      over: whyOver(scene.state),
      naloxone: naloxoneWords(scene),
      owed: this.#owed(scene, caller),
      forms: isOut(scene) ? jobs.map(({ path, title }) => ({ text: title, href: `/forms/${path}?on=${id}` })) : [],
    };
  }

  /** What other services owe next because of the release. */
  #owed({ handovers, now }: Scene, caller: Caller) {
    return holdingOf(handovers, caller, now).handovers.flatMap(({ receiver, owed: [next] }) => {
      if (!next) return [];
      const what = midSentence(deadlineWords[next.deadline]);
      const condition = next.tentative ? ', if the release is as expected' : '';
      const words = `Due from ${this.#named(receiver)}: ${what} by ${dueMoment(next.at)}${condition}`;
      return [{ words, late: next.late }];
    });
  }

  #named(code: string): string {
    return organisation(this.reference, code)?.name ?? code;
  }
}
