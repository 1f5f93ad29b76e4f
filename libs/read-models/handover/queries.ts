import { civilDate, londonInstant } from '#pathway/calendar';
import type { Instant } from '#pathway/decider';
import { type Deadline, deadlines } from '#pathway/handover';
import type { Rung } from '#pathway/handover/deadlines';
import type { Requested } from '#pathway/handover/state';
import type { StageName } from '#pathway/stages';
import { handoverState } from '#read-models/handover';
import { samePeople } from '#read-models/handover/people';
import { Handover, TreatmentStart } from '#read-models/handover/tables';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { DataSource, In, LessThanOrEqual, MoreThanOrEqual, Raw } from 'typeorm';

const SCHEMA = 'handover';

/** The handover with this id; undefined where the view knows none. */
export async function handoverWith(dataSource: DataSource, id: string): Promise<Handover | undefined> {
  return (await dataSource.manager.findOneBy(Handover, { id })) ?? undefined;
}

/** Everything that came of a handover, receiver by receiver. */
export const wholeOf = ({ history }: Handover): Requested => handoverState(history) as Requested;

/** The handovers that an episode opened, those whose receiver is `to` where given; last opened first. */
export const byOpener = (
  dataSource: DataSource,
  stage: StageName,
  instance: string,
  to?: string,
): Promise<Handover[]> =>
  dataSource.manager.find(Handover, {
    where: { openerStage: stage, openerInstance: instance, ...(to === undefined ? {} : { receiver: to }) },
    order: { openedPosition: 'DESC' },
  });

/** The handovers of a person, under whichever record; last opened first. */
export async function handoversOf(dataSource: DataSource, personId: string): Promise<Handover[]> {
  const same = await samePeople(dataSource.manager, SCHEMA, [personId]);
  const records = same.get(personId)?.all ?? [personId];
  return dataSource.manager.find(Handover, {
    where: { personId: In([...records]) },
    order: { openedPosition: 'DESC' },
  });
}

export interface WorklistEntry {
  readonly handover: Handover;
  /** The deadlines that have passed and that the organisation still owes. */
  readonly overdue: readonly Deadline[];
}

export const overdueIn = ({ due }: Handover, now: Instant): readonly Deadline[] =>
  deadlines.filter((deadline) => {
    const { at, met, tentative } = due[deadline];
    return at !== null && !met && !tentative && Date.parse(at) <= Date.parse(now);
  });

/** A page of a list: what comes after a handover, as many as asked for. */
export interface Page {
  readonly after?: string;
  readonly limit?: number;
}

/** Its own that was declined, and that another has come after since. */
export const superseded = `exists (
  select from handover.handover later
  where later.canonical_person_id = h.canonical_person_id and later.purpose = h.purpose
    and later.opened_position > h.opened_position
    and (later.sender = h.sender or later.opener_instance = h.opener_instance))`;

/** Handovers in the order in which they are owed: the earliest deadline still to be met first, those without one last. */
export const placed = `
  select h.id, h.opened_position, coalesce(first.at, 'infinity') as at
  from handover.handover h cross join lateral (
    select min((d.value ->> 'at')::timestamptz) as at from jsonb_each(h.due::jsonb) d
    where not (d.value ->> 'met')::boolean and not (d.value ->> 'tentative')::boolean
  ) first`;

/**
 * What an organisation has to see to: the open handovers to it, and its own that were declined and not yet reassigned,
 * withdrawn or superseded by a later one for the same purpose. What falls due first comes first; erased people are left
 * to the caller.
 */
export async function worklist(
  dataSource: DataSource,
  organisation: string,
  now: Instant,
  { after, limit }: Page = {},
): Promise<WorklistEntry[]> {
  const ids: { id: string }[] = await dataSource.query(
    `with owed as (
       select id from handover.handover where receiver = $1 and open
       union
       select h.id from handover.handover h where h.sender = $1 and h.status = 'declined' and not ${superseded}
     ), placed as not materialized (${placed})
     select id from placed p join owed using (id)
     where $2::uuid is null
       or (p.at, p.opened_position) > (select l.at, l.opened_position from placed l where l.id = $2)
     order by p.at, p.opened_position limit $3`,
    [organisation, after ?? null, limit ?? null],
  );
  const rows = await dataSource.manager.findBy(Handover, { id: In(ids.map(({ id }) => id)) });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap(({ id }) => {
    const handover = byId.get(id);
    if (!handover) return [];
    return [{ handover, overdue: handover.receiver === organisation ? overdueIn(handover, now) : [] }];
  });
}

/** Nothing is raised about somebody who was erased. */
const living = Raw((person) => `${person} not in (select person_id from people.person where erased_at is not null)`);

/** A level of the ladder whose time has come. */
export interface DueRung extends Rung {
  readonly handover: string;
  readonly receiver: string;
}

/** What has fallen due by a moment, earliest first, by a list that has seen everything recorded until it is asked. */
export type DueBy = (moment: Instant, limit: number, signal: AbortSignal) => Promise<readonly DueRung[]>;

/** The levels that fall due up to an instant, earliest first: a prompt only, since the handover decides. */
export async function dueBefore(dataSource: DataSource, instant: Instant, limit: number): Promise<readonly DueRung[]> {
  const rows = await dataSource.manager.find(Handover, {
    select: { id: true, receiver: true, rungs: true },
    where: { nextAt: LessThanOrEqual(instant), personId: living },
    order: { nextAt: 'ASC', id: 'ASC' },
    take: limit,
  });
  return rows
    .flatMap(({ id, receiver, rungs }) => rungs.map((rung) => ({ handover: id, receiver, ...rung })))
    .filter(({ at }) => Date.parse(at) <= Date.parse(instant))
    .toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at))
    .slice(0, limit);
}

/** When anything is next to be raised; undefined where nothing is. */
export async function nextDue(dataSource: DataSource): Promise<Instant | undefined> {
  const [row] = await dataSource.manager.find(Handover, {
    select: { id: true, nextAt: true },
    where: { personId: living },
    order: { nextAt: { direction: 'ASC', nulls: 'LAST' } },
    take: 1,
  });
  return row?.nextAt ?? undefined;
}

/** When this provider first started structured treatment of this person, under whichever record, from the day of a moment on. */
export async function structuredStart(
  dataSource: DataSource,
  personId: string,
  provider: string,
  since: Instant,
): Promise<Instant | undefined> {
  const same = await samePeople(dataSource.manager, SCHEMA, [personId]);
  const first = await dataSource.manager.findOne(TreatmentStart, {
    where: {
      personId: In([...(same.get(personId)?.all ?? [personId])]),
      provider,
      structured: true,
      occurredAt: MoreThanOrEqual(londonInstant(civilDate(since), '00:00')),
    },
    order: { occurredAt: 'ASC' },
  });
  return first?.occurredAt;
}

export class AskWorklist extends Query<WorklistEntry[]> {
  constructor(
    readonly organisation: string,
    readonly now: Instant,
    readonly page: Page = {},
  ) {
    super();
  }
}

@QueryHandler(AskWorklist)
export class WorklistHandler implements IQueryHandler<AskWorklist> {
  constructor(private readonly dataSource: DataSource) {}

  execute({ organisation, now, page }: AskWorklist): Promise<WorklistEntry[]> {
    return worklist(this.dataSource, organisation, now, page);
  }
}
