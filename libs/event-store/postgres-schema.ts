import type { ClientBase } from 'pg';

/** Raised with every change to the DDL below; an installed log of this version is left as it is. */
const VERSION = 3;

/** Advisory locks are per database: one for installing, one held by every append until its commit is visible. */
const INSTALL_LOCK = 4_851_907_311;
const APPEND_LOCK = 4_851_907_312;

/** Listeners of this channel are told, once per batch, that the log has grown. */
export const CHANNEL = 'event_store';

/** How `expected` is told to the append function. */
export const NO_STREAM = -1n;
export const ANY = -2n;
export const EXISTS = -4n;

/** Beyond every revision. */
export const LAST = 9_223_372_036_854_775_807n;

/**
 * The type of what stands beyond the last event of a closed stream, so that an append meets it without looking for it. It
 * is nothing that happened: nobody is told of it.
 */
export const CLOSED = '$closed';

const tables = `
create schema if not exists event_store;

create table if not exists event_store.event (
  position bigint generated always as identity (sequence name event_store.event_position cache 1) primary key,
  stream text collate "C" not null,
  revision bigint not null check (revision >= 0),
  id uuid not null,
  type text collate "C" not null,
  data json not null,
  metadata json not null,
  constraint event_stream_revision unique (stream, revision)
);
comment on table event_store.event is 'The log. Position order is commit order: whoever writes here takes the lock of the appends before a position.';

create table if not exists event_store.deletion (
  stream text collate "C" primary key,
  kept_from bigint not null,
  closed boolean not null
);
comment on table event_store.deletion is
  'Streams that were deleted: what is before kept_from is no longer told; a closed stream takes nothing more.';

create table if not exists event_store.log (
  one boolean primary key default true check (one),
  identity uuid not null default gen_random_uuid(),
  version int not null
);
`;

const guard = `
create or replace function event_store.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'The log is only ever added to: record a correction instead.';
end $$;

create or replace trigger event_is_kept before update or delete or truncate on event_store.event
  for each statement execute function event_store.refuse_change();
`;

/** Functions are replaced whole: their form may change with the version. */
const former = `
drop function if exists event_store.append, event_store.append_one, event_store.delete_stream;
`;

const insertion = `insert into event_store.event (stream, revision, id, type, data, metadata)
    select a.stream, coalesce(h.revision, -1) + 1 + a.step, a.id, a.type, a.data, a.metadata
    from unnest(streams, expecteds, steps, ids, types, datas, metadatas)
      with ordinality as a (stream, expected, step, id, type, data, metadata, n)
    left join lateral (
      select e.revision from event_store.event e where e.stream = a.stream order by e.revision desc limit 1
    ) h on true`;

/**
 * The appends of a batch, at most one to a stream, one row per event; `steps` count within an append from 0. The lock
 * comes before `nextval` and as a statement of its own, so that the insert sees all that was committed before it, and a
 * visible position means that everything before it is visible. Each append is decided by itself. Answers: a row `written`
 * for each event; where some were not written, then a row for each append, from what now stands: `closed`, `repeated`
 * (with what the first time gave) or `conflict` (with the stream's revision, -1 for none), to be heeded only for an append
 * that has no row `written`.
 */
const append = `
create or replace function event_store.append(
  streams text[], expecteds bigint[], steps int[], ids uuid[], types text[], datas json[], metadatas json[]
) returns table (stream text, outcome text, revision bigint, "position" bigint)
language plpgsql as $$
#variable_conflict use_column
declare
  written bigint;
  more bigint;
begin
  perform pg_advisory_xact_lock(${APPEND_LOCK});

  return query ${insertion}
    where (
        a.expected = coalesce(h.revision, -1) or a.expected = ${ANY} or (a.expected = ${EXISTS} and h.revision is not null)
      )
      and not exists (select from event_store.deletion d where d.stream = a.stream offset 0)
    order by a.n
    returning stream, 'written', revision, position;
  get diagnostics written = row_count;

  if written < cardinality(streams) then
    return query ${insertion}
      join event_store.deletion d on d.stream = a.stream and not d.closed
      where case
        when a.expected = ${EXISTS} then h.revision >= d.kept_from
        when a.expected = ${NO_STREAM} then h.revision < d.kept_from and not exists (
          select from event_store.event e where e.stream = a.stream and e.revision = 0 and e.id = ids[a.n - a.step]
        )
        else a.expected = h.revision or a.expected = ${ANY}
      end
      order by a.n
      returning stream, 'written', revision, position;
    get diagnostics more = row_count;
    written := written + more;
  end if;

  if written > 0 then
    perform pg_notify('${CHANNEL}', '');
  end if;
  if written = cardinality(streams) then
    return;
  end if;

  return query
    select s.stream,
      case when s.closed then 'closed' when s.repeated then 'repeated' else 'conflict' end,
      case when s.repeated then s.revision
        else coalesce((select max(e.revision) from event_store.event e where e.stream = s.stream), -1) end,
      s.position
    from (
      select a.stream, max(e.revision) as revision, max(e.position) as position,
        bool_and(a.expected >= ${NO_STREAM} and e.id is not null) as repeated,
        coalesce((select d.closed from event_store.deletion d where d.stream = a.stream), false) as closed
      from unnest(streams, expecteds, steps, ids) as a (stream, expected, step, id)
      left join lateral (
        select e.* from event_store.event e
        where e.stream = a.stream and e.revision = a.expected + 1 + a.step and e.id = a.id
      ) e on true
      group by a.stream
    ) s;
end $$;
`;

const inPlace = (there: string) => `insert into event_store.event (stream, revision, id, type, data, metadata)
  select $1::text, $2::bigint, $3::uuid, $4::text, $5::json, $6::json
  where pg_advisory_xact_lock(${APPEND_LOCK}) is not null and ${there}
  on conflict (stream, revision) do nothing
  returning position, pg_notify('${CHANNEL}', '')`;

/**
 * One event on its own, at an exact revision: the same decision without a look for what is there or closed, because that
 * stands in its way. Answers with the position. Where it answers with nothing, nothing was written, and the append
 * function says why: it sees what was committed while this waited for the lock.
 */
export const appendFirst = inPlace('$2 = 0');
export const appendNext = inPlace(`exists (
    select from event_store.event e where e.stream = $1 and e.revision = $2 - 1 and e.type <> '${CLOSED}'
  )`);

/** Under the lock of the appends; answers like them, or `deleted`. A closed stream keeps from beyond its last event. */
const deleteStream = `
create or replace function event_store.delete_stream(
  name text, expected bigint, for_good boolean, out outcome text, out revision bigint
) language plpgsql as $$
#variable_conflict use_variable
declare
  kept bigint;
  shut boolean;
  there boolean;
begin
  perform pg_advisory_xact_lock(${APPEND_LOCK});
  select coalesce(max(e.revision), -1) into revision from event_store.event e where e.stream = name;
  select d.kept_from, d.closed into kept, shut from event_store.deletion d where d.stream = name;
  there := revision >= coalesce(kept, 0);
  outcome := case
    when shut then 'closed'
    when expected in (${ANY}, revision) or expected = case when there then ${EXISTS} else ${NO_STREAM} end then 'deleted'
    else 'conflict'
  end;
  if outcome = 'deleted' and (for_good or revision >= 0) then
    insert into event_store.deletion as d (stream, kept_from, closed)
      values (name, case when for_good then ${LAST} else revision + 1 end, for_good)
      on conflict (stream) do update set kept_from = excluded.kept_from, closed = excluded.closed;
  end if;
  if outcome = 'deleted' and for_good then
    insert into event_store.event (stream, revision, id, type, data, metadata)
      values (name, revision + 1, gen_random_uuid(), '${CLOSED}', '{}', '{}');
  end if;
end $$;
`;

/** To version 3: what was closed before it is marked like what is closed since. */
const markClosed = `
insert into event_store.event (stream, revision, id, type, data, metadata)
  select d.stream, coalesce(max(e.revision), -1) + 1, gen_random_uuid(), '${CLOSED}', '{}', '{}'
  from event_store.deletion d left join event_store.event e on e.stream = d.stream
  where d.closed
  group by d.stream;
`;

/**
 * Makes the schema `event_store` if it is not there; the same again changes nothing, also from several at once.
 * @throws an Error where the installed log is of a later version than this
 */
export async function installEventStore(client: Pick<ClientBase, 'query'>): Promise<void> {
  if ((await installedVersion(client)) === VERSION) return;
  await client.query('begin');
  try {
    // That of the appends before any of a table, as they take them.
    await client.query(`select pg_advisory_xact_lock(${INSTALL_LOCK}), pg_advisory_xact_lock(${APPEND_LOCK})`);
    const installed = await installedVersion(client);
    if (installed !== undefined && installed > VERSION)
      throw new Error(`The log is of version ${installed}, this software knows up to ${VERSION}: update the software.`);
    await client.query(tables + guard + former + append + deleteStream);
    if (installed !== undefined && installed < 3) await client.query(markClosed);
    await client.query(
      'insert into event_store.log (version) values ($1) on conflict (one) do update set version = excluded.version',
      [VERSION],
    );
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

async function installedVersion(client: Pick<ClientBase, 'query'>): Promise<number | undefined> {
  const there = await client.query<{ there: boolean }>(`select to_regclass('event_store.log') is not null as there`);
  if (!there.rows[0]?.there) return undefined;
  const log = await client.query<{ version: number }>('select version from event_store.log');
  return log.rows[0]?.version;
}
