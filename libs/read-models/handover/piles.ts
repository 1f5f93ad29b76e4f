import type { Instant } from '#pathway/decider';
import type { Deadline } from '#pathway/handover';
import { overdueIn, type Page, placed, superseded, type WorklistEntry } from '#read-models/handover/queries';
import { Handover } from '#read-models/handover/tables';
import { DataSource, In } from 'typeorm';

/**
 * What a handover asks of an organisation, or how it stands with it; it may lie on several piles. Of those to it:
 * `acknowledge`, `decide`, `appointment` (accepted, and none attended or missed yet: one
 * that was offered is a duty until the deadline), `start` (treatment is to start
 * soon), `missed` (a deadline was, and the ladder has climbed), `in-hand` (nothing is asked for now). Of those from it:
 * `answer`, `reassign` (declined, and nobody asked instead), `late` (overdue with the receiver; of what it has a copy of,
 * too), `waiting` (for the receiver to decide), `taken-over` (accepted).
 */
export const piles = [
  'acknowledge',
  'decide',
  'appointment',
  'start',
  'missed',
  'in-hand',
  'answer',
  'reassign',
  'late',
  'waiting',
  'taken-over',
] as const;
export type Pile = (typeof piles)[number];

/** Whose piles, as whom of its users, and when. */
export interface Whose {
  readonly organisation: string;
  readonly user: string;
  readonly now: Instant;
  /** Treatment that is to start by then is soon. */
  readonly soon: Instant;
}

const met = (deadline: Deadline) => `(h.due -> '${deadline}' ->> 'met')::boolean`;
const at = (deadline: Deadline) => `(h.due -> '${deadline}' ->> 'at')::timestamptz`;
const runs = (deadline: Deadline) => `not ${met(deadline)} and not (h.due -> '${deadline}' ->> 'tentative')::boolean`;
const overdue = `exists (
  select from jsonb_each(h.due) d where (d.value ->> 'at')::timestamptz <= $3
    and not (d.value ->> 'met')::boolean and not (d.value ->> 'tentative')::boolean)`;

/** Of people that this user may see: not of somebody erased, or restricted without a grant. */
const visible = `not exists (
  select from people.person p where p.person_id in (h.person_id, h.canonical_person_id)
    and (p.erased_at is not null or p.restricted and not p.grants ? $2))`;

/** Those whose standing it is told, beside sender and receiver: of a requirement, the probation unit. */
const copied = `select instance from access.party where organisation = $1 and basis = 'copied'`;

/** Every handover of the organisation, once for each pile that it lies on. */
const piled = `
  select h.id, h.opened_position, pile.name as pile, ${overdue} as overdue
  from handover.handover h cross join lateral (
    select h.receiver = $1 and h.open as ours, h.sender = $1 and h.open as theirs,
      h.open and h.sender <> $1 and h.id = any (array(${copied})) as copied,
      ${met('decide')} as decided, h.status = 'information requested' as asked
  ) is_ cross join lateral (
    select ours and not ${met('acknowledge')} as acknowledge,
      ours and ${met('acknowledge')} and not decided and not asked as decide,
      ours and decided and ${runs('appointment')} and ${at('appointment')} is not null
        and (h.status <> 'appointment offered' or ${at('appointment')} <= $3) as appointment,
      ours and ${runs('start')} and ${at('start')} <= $4 as start
  ) must cross join lateral (values
    ('acknowledge', must.acknowledge), ('decide', must.decide), ('appointment', must.appointment), ('start', must.start),
    ('missed', ours and h.escalation >= 1 and ${overdue}),
    ('in-hand', ours and not coalesce(must.acknowledge or must.decide or must.appointment or must.start, false)),
    ('answer', theirs and asked),
    ('reassign', h.sender = $1 and h.status = 'declined' and not ${superseded}),
    ('late', (theirs or copied) and ${overdue}),
    ('waiting', theirs and not decided and not asked),
    ('taken-over', theirs and decided)
  ) pile (name, holds)
  where (h.receiver = $1 and h.open or h.sender = $1 and (h.open or h.status = 'declined') or h.id = any (array(${copied})))
    and pile.holds and ${visible}`;

const asked = ({ organisation, user, now, soon }: Whose) => [organisation, user, now, soon];

export interface PileCount {
  readonly all: number;
  /** Of which a deadline has passed, whoever owes it. */
  readonly overdue: number;
}

/** How many lie on each pile. Those of several piles are counted on each. */
export async function pileCounts(dataSource: DataSource, whose: Whose): Promise<Readonly<Record<Pile, PileCount>>> {
  const rows: ({ pile: Pile } & PileCount)[] = await dataSource.query(
    `select pile, count(*)::int as "all", count(*) filter (where overdue)::int as overdue from (${piled}) p group by pile`,
    asked(whose),
  );
  const none = piles.map((pile) => [pile, { all: 0, overdue: 0 }]);
  const found = rows.map(({ pile, all, overdue: late }) => [pile, { all, overdue: late }]);
  return Object.fromEntries([...none, ...found]) as Record<Pile, PileCount>;
}

/** How many handovers lie on any of some piles, each counted once. */
export async function pileTotal(dataSource: DataSource, whose: Whose, among: readonly Pile[]): Promise<PileCount> {
  const [total]: PileCount[] = await dataSource.query(
    `select count(distinct id)::int as "all", count(distinct id) filter (where overdue)::int as overdue
     from (${piled}) p where pile = any($5)`,
    [...asked(whose), among],
  );
  return total ?? { all: 0, overdue: 0 };
}

/** The handovers on any of some piles, each once, what falls due first first. */
export async function onPiles(
  dataSource: DataSource,
  whose: Whose,
  among: readonly Pile[],
  { after, limit }: Page = {},
): Promise<readonly WorklistEntry[]> {
  const ids: { id: string }[] = await dataSource.query(
    `with placed as not materialized (${placed}), asked as (select distinct id from (${piled}) p where pile = any($5))
     select id from placed p join asked using (id)
     where $6::uuid is null
       or (p.at, p.opened_position) > (select l.at, l.opened_position from placed l where l.id = $6)
     order by p.at, p.opened_position limit $7`,
    [...asked(whose), among, after ?? null, limit ?? null],
  );
  const rows = await dataSource.manager.findBy(Handover, { id: In(ids.map(({ id }) => id)) });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap(({ id }) => {
    const handover = byId.get(id);
    return handover ? [{ handover, overdue: overdueIn(handover, whose.now) }] : [];
  });
}

/** Whether this deadline has climbed to the partnership. */
const climbedFor = `exists (
  select from jsonb_array_elements(h.history) e where e -> 'fact' ->> 'type' = 'HandoverEscalated'
    and e -> 'fact' ->> 'receiver' = h.receiver and e -> 'fact' ->> 'deadline' = d.key
    and e -> 'fact' ->> 'due' = d.value ->> 'at' and (e -> 'fact' ->> 'level')::int = 3)`;

/** What is overdue in some areas: of each receiver and deadline how many, and how many have climbed to the partnership. */
export interface OverdueInArea {
  readonly receiver: string;
  readonly deadline: Deadline;
  readonly overdue: number;
  readonly climbed: number;
}

export const overdueInAreas = (
  dataSource: DataSource,
  areas: readonly string[],
  now: Instant,
): Promise<readonly OverdueInArea[]> =>
  dataSource.query(
    `select h.receiver, d.key as deadline, count(*)::int as overdue,
       count(*) filter (where ${climbedFor})::int as climbed
     from handover.handover h cross join lateral jsonb_each(h.due) d
     where h.open and h.area = any($1) and (d.value ->> 'at')::timestamptz <= $2
       and not (d.value ->> 'met')::boolean and not (d.value ->> 'tentative')::boolean
       and not exists (select from people.person p where p.person_id = h.person_id and p.erased_at is not null)
     group by h.receiver, d.key order by overdue desc, h.receiver, d.key`,
    [areas, now],
  );
