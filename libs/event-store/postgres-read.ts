import {
  type Filter,
  type Position,
  type ReadStream,
  type RecordedEvent,
  StoreUnavailable,
  StreamDeleted,
  StreamNotFound,
} from '#event-store/event-store';
import { gathered } from '#event-store/gathered';
import type { Followable, Page } from '#event-store/paged';
import { CLOSED, LAST } from '#event-store/postgres-schema';
import type pg from 'pg';

/** Events in one page. */
const PAGE = 1_000;

/** Positions that one page of a filtered read passes over at most. */
const WINDOW = 10_000n;

const EVENT = 'position, stream, revision, id, type, data, metadata';

type Row = readonly [
  position: string,
  stream: string,
  revision: string,
  id: string,
  type: string,
  data: string,
  metadata: string,
];

const kept = `coalesce((select d.kept_from from event_store.deletion d where d.stream = $1), 0)`;

/** The same of each stream that is asked for in one query. */
const asked = 'unnest($1::text[]) as asked (name)';
const keptOfAsked = `coalesce((select d.kept_from from event_store.deletion d where d.stream = asked.name collate "C"), 0)`;
const ofEach = (ordered: string) =>
  `select ${EVENT} from ${asked} cross join lateral (
    select ${EVENT} from event_store.event where stream = asked.name collate "C" and revision >= ${keptOfAsked} ${ordered}
  ) e`;

/** The end of a closed stream is marked in the log's own table, and is no event. */
const told = `type <> '${CLOSED}'`;

const within = (matching: string) =>
  `select ${EVENT} from event_store.event
  where position > $1 and position <= $2 and ${told} and ${matching} order by position limit $3`;

const statements = {
  forwards: `select ${EVENT} from event_store.event
    where stream = $1 and revision >= greatest($2, ${kept}) order by revision limit $3`,
  firstPages: ofEach(`order by revision limit ${PAGE}`),
  lastEvents: ofEach('order by revision desc limit 1'),
  backwards: `select ${EVENT} from event_store.event
    where stream = $1 and revision <= $2 and revision >= ${kept} order by revision desc limit $3`,
  states: `select name, coalesce(h.revision, -1) >= ${keptOfAsked}, ${keptOfAsked} = ${LAST} from ${asked} left join lateral (
      select revision from event_store.event where stream = asked.name collate "C" order by revision desc limit 1
    ) h on true`,
  head: `select coalesce((select position from event_store.event where ${told} order by position desc limit 1), 0)`,
  identity: 'select identity from event_store.log',
  all: within('true'),
  streams: within('stream ^@ any ($4::text[])'),
  types: within('type = any ($4::text[])'),
};

type State = 'there' | 'empty' | 'closed';

function stateOf(there: string, closed: string): State {
  if (closed === 't') return 'closed';
  return there === 't' ? 'there' : 'empty';
}

/** Each page is one query on a connection that is lent for it. */
export class Reader implements Followable {
  readonly #pool: pg.Pool;
  // What is asked most goes in one query for all that are asked for while the one before is on its way.
  readonly #firstPage = gathered((streams: readonly string[]) => this.#ofEach('firstPages', streams));
  readonly #lastEvent = gathered((streams: readonly string[]) => this.#ofEach('lastEvents', streams));
  readonly #state = gathered((streams: readonly string[]) => this.#states(streams));

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async *readStream(stream: string, options: ReadStream): AsyncGenerator<RecordedEvent> {
    const { direction, step, from, limit } = rangeOf(options);
    let next = from;
    let left = limit;
    for (let more = true; more;) {
      const asked = Math.min(PAGE, left);
      const events = await this.#page(stream, direction, next, asked);
      if (events.length === 0) await this.#explain(stream);
      yield* events;
      left -= events.length;
      next = (events.at(-1)?.revision ?? next) + step;
      more = left > 0 && events.length === asked;
    }
  }

  #page(stream: string, direction: 'forwards' | 'backwards', from: bigint, asked: number): Promise<RecordedEvent[]> {
    if (direction === 'forwards' && from === 0n && asked === PAGE) return this.#firstPage(stream);
    if (direction === 'backwards' && from === LAST && asked === 1) return this.#lastEvent(stream);
    return this.#events(direction, [stream, from, asked]);
  }

  async *pages(after: Position, upTo: Position, filter?: Filter, most = PAGE): AsyncGenerator<Page> {
    const size = Math.min(PAGE, most);
    for (let at = after; at < upTo;) {
      const end = filter && at + WINDOW < upTo ? at + WINDOW : upTo;
      const events = await this.#matching([at, end, size], filter);
      const last = events.at(-1);
      at = last && events.length === size ? last.position : end;
      yield { events, upTo: at };
    }
  }

  async *rest(after: Position): AsyncGenerator<Page> {
    for (let at = after, more = true; more;) {
      const events = await this.#events('all', [at, LAST, PAGE]);
      at = events.at(-1)?.position ?? at;
      if (events.length > 0) yield { events, upTo: at };
      more = events.length === PAGE;
    }
  }

  async head(): Promise<Position> {
    const [row] = await this.#ask<[string]>('head', []);
    return BigInt(row?.[0] ?? 0);
  }

  async identity(): Promise<string> {
    const [row] = await this.#ask<[string]>('identity', []);
    if (!row) throw new StoreUnavailable(new Error('The log has no identity: install it again.'));
    return row[0];
  }

  #matching(range: readonly (bigint | number)[], filter: Filter | undefined): Promise<RecordedEvent[]> {
    if (!filter) return this.#events('all', range);
    return 'types' in filter
      ? this.#events('types', [...range, filter.types])
      : this.#events('streams', [...range, filter.streams]);
  }

  async #ofEach(name: 'firstPages' | 'lastEvents', streams: readonly string[]): Promise<readonly RecordedEvent[][]> {
    const events = await this.#events(name, [[...new Set(streams)]]);
    const pages = Map.groupBy(events, ({ stream }) => stream);
    return streams.map((stream) => pages.get(stream) ?? []);
  }

  /** An empty range of a stream is no error; no stream is one. */
  async #explain(stream: string): Promise<void> {
    const state = await this.#state(stream);
    if (state === 'closed') throw new StreamDeleted(stream);
    if (state === 'empty') throw new StreamNotFound(stream);
  }

  async #states(streams: readonly string[]): Promise<readonly State[]> {
    const rows = await this.#ask<[name: string, there: string, closed: string]>('states', [[...new Set(streams)]]);
    const states = new Map(rows.map(([name, there, closed]) => [name, stateOf(there, closed)]));
    return streams.map((stream) => states.get(stream) ?? 'empty');
  }

  async #events(name: keyof typeof statements, values: readonly unknown[]): Promise<RecordedEvent[]> {
    return (await this.#ask<Row>(name, values)).map(recorded);
  }

  async #ask<R extends readonly string[]>(name: keyof typeof statements, values: readonly unknown[]): Promise<R[]> {
    const query = { name, text: statements[name], values: [...values], rowMode: 'array' as const, types: asText };
    try {
      const result: pg.QueryArrayResult<string[]> = await this.#pool.query(query);
      return result.rows as unknown as R[];
    } catch (cause) {
      throw new StoreUnavailable(cause);
    }
  }
}

const asText = { getTypeParser: () => (value: string) => value };

function rangeOf({ direction = 'forwards', from, limit = Infinity }: ReadStream) {
  const forwards = direction === 'forwards';
  const start = from ?? (forwards ? 'start' : 'end');
  return {
    direction,
    step: forwards ? 1n : -1n,
    from: typeof start === 'bigint' ? start : { start: 0n, end: LAST }[start],
    limit: Math.max(0, limit),
  };
}

function recorded([position, stream, revision, id, type, data, metadata]: Row): RecordedEvent {
  return {
    position: BigInt(position),
    stream,
    revision: BigInt(revision),
    id,
    type,
    data,
    metadata: JSON.parse(metadata) as Record<string, string>,
  };
}
