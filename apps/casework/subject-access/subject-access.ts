import { type Looks, LOOKS } from '#access/looks';
import { Timelines } from '#casework/person/timelines';
import type { SubjectAccess } from '#casework/subject-access/subject-access.requests';
import { civilDate } from '#pathway/calendar';
import { canonical } from '#pathway/identifiers';
import { type Clock, CLOCK } from '#platform/clock';
import { RequestProblem } from '#platform/problem';
import type { Claims } from '#platform/tokens';
import { FindPeople } from '#read-models/people/queries';
import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';

/** What is held about somebody who asks for it, told from the log: who recorded it by service, not by name. */
@Injectable()
export class SubjectAccessRequests {
  constructor(
    private readonly timelines: Timelines,
    private readonly queries: QueryBus,
    @Inject(LOOKS) private readonly looks: Looks,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Undefined where nothing is held. The look is recorded before anything is told. */
  async answer({ user, organisation = 'subject-access', roles }: Claims, asked: SubjectAccess) {
    const people = await this.#people(asked);
    if (people.length === 0) return undefined;
    await this.looks.record(
      { user, organisation, kind: 'information-governance', roles },
      people,
      'SUBJECT_ACCESS_REQUEST',
    );
    const { fromDate = '0000-01-01', toDate = '9999-12-31' } = asked;
    const steps = (await Promise.all(people.map((personId) => this.timelines.whole(personId)))).flat();
    const within = steps.filter(({ occurredAt }) => {
      const day = civilDate(occurredAt);
      return fromDate <= day && day <= toDate;
    });
    return within.length === 0 ? undefined : { content: { steps: within }, attachments: [] };
  }

  async #people({ prn, crn }: SubjectAccess): Promise<readonly string[]> {
    if (prn === undefined && crn === undefined)
      throw new RequestProblem(400, 'NO_IDENTIFIER', 'Give a prison number as prn, or a CRN as crn.');
    const year = Number(this.clock.now().slice(0, 4));
    const typed = [['prisonNumber', prn] as const, ['crn', crn] as const];
    const found = await Promise.all(
      typed.map(async ([kind, text]) => {
        const value = text === undefined ? undefined : canonical(kind, text, year);
        return value === undefined ? [] : this.queries.execute(new FindPeople({ kind, value }));
      }),
    );
    return [...new Set(found.flat().map(({ person }) => person.personId))];
  }
}
