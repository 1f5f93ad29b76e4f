import type { Instant } from '#pathway/decider';
import type { Duty } from '#pathway/duty';
import type { StageName } from '#pathway/stages';
import { toInstant } from '#read-models/instants';
import type { DataSource } from 'typeorm';

/** Whose duties, as whom of its users, and when. */
export interface Whose {
  readonly organisation: string;
  readonly user: string;
  readonly now: Instant;
  /** What falls due later is not told yet; a release is, however far away. */
  readonly soon: Instant;
}

/** Whoever holds the handover that the episode opened, and how far they have come with it. */
const held = `case d.holder
  when 'asked' then h.open
  when 'accepted' then h.open and (h.due -> 'decide' ->> 'met')::boolean
  else h.status = 'treatment started' or h.open and (h.due -> 'start' ->> 'met')::boolean end`;

/** A provider has said how treatment goes since then. */
const said = `d.what = 'view' and exists (
  select from timeline.step s where s.person_id = d.person_id and s.organisation = $1
    and s.type in ('ProgressReviewed', 'ProgressReviewedCorrected') and s.occurred_at >= d.since)`;

/** The last appointment offered, as corrected. */
const offered = `
  select (coalesce(c.fact -> 'fact', e.fact) ->> 'when')::timestamptz as at, (e.fact ->> 'occurredAt')::timestamptz as since
  from (select n, one ->> 'id' as id, one -> 'fact' as fact from jsonb_array_elements(h.history) with ordinality as l(one, n)) e
  left join lateral (
    select one -> 'fact' as fact from jsonb_array_elements(h.history) with ordinality as l(one, n)
    where one -> 'fact' ->> 'corrects' = e.id order by n desc limit 1) c on true
  where e.fact ->> 'type' = 'HandoverAppointmentOffered' order by e.n desc limit 1`;

/** Of people that this user may see: not of somebody erased, or restricted without a grant. */
const visible = `not exists (
  select from people.person p
  where p.person_id in (o.person_id, (select m.merged_into from people.person m where m.person_id = o.person_id))
    and (p.erased_at is not null or p.restricted and not p.grants ? $2))`;

/** Everything the organisation has to do: by its own part in the episode, by a handover it holds, and what it plans. */
const owed = `
  select o.*, coalesce(o.at <= $3, false) as overdue from (
    select d.stage, d.instance, d.what, d.person_id, d.at, d.since from duty.duty d where d.by ? $1
    union
    select d.stage, d.instance, d.what, d.person_id, d.at, d.since
    from handover.handover h join duty.duty d on d.instance = h.opener_instance
    where h.receiver = $1 and (h.open or h.status = 'treatment started') and d.holder is not null and ${held}
      and not (${said})
    union all
    select 'handover', h.id, 'appointment', h.person_id, offered.at, offered.since
    from handover.handover h cross join lateral (${offered}) offered
    where h.receiver = $1 and h.open and h.status = 'appointment offered'
    union all
    select 'prison-release', r.instance, 'release', r.person_id,
      (r.expected::date + 1)::timestamp at time zone 'Europe/London', null
    from release.release r where r.prison = $1 and r.left_on is null
  ) o where (o.at is null or o.at <= $4 or o.what = 'release') and ${visible}`;

const asked = ({ organisation, user, now, soon }: Whose) => [organisation, user, now, soon];

export interface DutyCount {
  readonly what: Duty;
  readonly all: number;
  readonly overdue: number;
}

/** How many of each there are; of none that there are not. */
export const dutyCounts = (dataSource: DataSource, whose: Whose): Promise<readonly DutyCount[]> =>
  dataSource.query(
    `select what, count(*)::int as "all", count(*) filter (where overdue)::int as overdue
     from (${owed}) o group by what`,
    asked(whose),
  );

export interface DutyEntry {
  readonly stage: StageName;
  readonly instance: string;
  readonly what: Duty;
  readonly personId: string;
  readonly at: Instant | null;
  readonly since: Instant | null;
  readonly overdue: boolean;
}

interface Row extends Omit<DutyEntry, 'personId' | 'at' | 'since'> {
  readonly person_id: string;
  readonly at: Date | null;
  readonly since: Date | null;
}

/** What falls due first first, so what is overdue before all; then what has no date, what waits longest first. */
export async function dutiesOf(
  dataSource: DataSource,
  whose: Whose,
  { what, skip, take }: { readonly what?: Duty; readonly skip: number; readonly take: number },
): Promise<readonly DutyEntry[]> {
  const rows: Row[] = await dataSource.query(
    `select o.* from (${owed}) o where $5::text is null or what = $5
     order by at nulls last, since nulls last, instance, what offset $6 limit $7`,
    [...asked(whose), what ?? null, skip, take],
  );
  return rows.map(({ person_id: personId, at, since, ...row }) => ({
    ...row,
    personId,
    at: at && toInstant(at),
    since: since && toInstant(since),
  }));
}
