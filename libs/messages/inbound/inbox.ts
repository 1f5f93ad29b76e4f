import { contentOf, keysOf, readInbound, whoOf } from '#messages/inbound/reading';
import { derivedId } from '#messages/derived';
import { label } from '#messages/fields';
import { deeperThan, isObject } from '#messages/inbound/shape';
import type { Instant } from '#pathway/decider';
import { type MasterKey, unwrap, wrap } from '#privacy/keys';
import type { DataSource, EntityManager } from 'typeorm';

/** A message as it came in. */
export interface Incoming {
  /** Undefined where its source speaks for nobody in the directory. */
  readonly organisation: string | undefined;
  /** The user or client that sent it; of a broker, the source. */
  readonly caller: string;
  readonly via: 'http' | 'kafka';
  /** `topic/partition/offset` */
  readonly place?: string;
  /** The text as it came. */
  readonly text: string;
}

/** What became of a message. */
export type InboxState = 'received' | 'waiting' | 'recorded' | 'dead' | 'discarded';

export interface Received {
  readonly id: string;
  readonly state: InboxState;
  /** The same id came before, from the same source, with other content: this one was not taken. */
  readonly reused: boolean;
}

interface Row {
  readonly id: string;
  readonly given: Incoming;
  readonly content: string;
  readonly state: 'received' | 'dead';
  readonly value: unknown;
}

const DEEPEST = 20;

function parsed(text: string): unknown {
  try {
    const value = JSON.parse(text) as unknown;
    return deeperThan(DEEPEST, value) ? undefined : value;
  } catch {
    return undefined;
  }
}

const visible = new RegExp(label.schema['pattern'] as string);
const labelled = (value: unknown, name: string): string | undefined => {
  const given = isObject(value) ? value[name] : undefined;
  return typeof given === 'string' && given.length <= 200 && visible.test(given) ? given : undefined;
};
/** The source of a message, as far as it has one. */
export const sourceOf = (text: string): string | undefined => labelled(parsed(text), 'source');

/** One message is one row, however often it comes; what has no id is told apart by where it stood. */
function keyOf({ organisation = '', place = '' }: Incoming, value: unknown): string {
  const [source, id] = [labelled(value, 'source'), labelled(value, 'id')];
  return source !== undefined && id !== undefined ? derivedId(organisation, source, id) : derivedId('unnamed', place);
}

/** Where messages are kept until they are recorded: in order, sealed, and each once. */
export class Inbox {
  constructor(
    readonly dataSource: DataSource,
    readonly master: MasterKey,
    readonly now: () => Instant,
  ) {}

  /** Settles once they are kept, in this order. One that is not as agreed is kept too, and found out later. */
  async receive(incoming: readonly Incoming[]): Promise<readonly Received[]> {
    const rows = incoming.map((given): Row => {
      const value = parsed(given.text);
      const content = contentOf(value ?? given.text, this.master);
      return { id: keyOf(given, value), given, content, state: 'received', value };
    });
    return this.dataSource.transaction(async (db) => {
      await this.#keep(db, rows);
      const kept = await this.#kept(db, rows);
      const reused = rows.filter((row) => kept.get(row.id)?.content !== row.content);
      await this.#keep(
        db,
        reused
          .filter(({ given }) => given.via === 'kafka')
          .map((row) => ({ ...row, id: derivedId(row.id, row.content), state: 'dead' })),
      );
      return rows.map((row) => ({
        id: row.id,
        state: kept.get(row.id)?.state ?? 'received',
        reused: reused.includes(row),
      }));
    });
  }

  async #keep(db: EntityManager, rows: readonly Row[]): Promise<void> {
    for (const { id, given, content, state, value } of rows) {
      const read = readInbound(value, this.now());
      const dead = state === 'dead';
      await db.query(
        `insert into messages.inbox (id, organisation, caller, via, place, source, message_id, type, content, payload,
           about, who, state, code, words, letter)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::uuid[], $12, $13, $14, $15, $16) on conflict do nothing`,
        [
          ...[id, given.organisation ?? null, given.caller, given.via, given.place ?? null],
          ...[labelled(value, 'source') ?? null, labelled(value, 'id') ?? null, labelled(value, 'type') ?? null],
          ...[content, wrap(Buffer.from(given.text), id, this.master), keysOf(value, this.now(), this.master)],
          ...['code' in read ? null : whoOf(read.named, this.master), state],
          ...(dead
            ? ['ID_REUSED', 'This id came before from the same source, with other content.', 'owed']
            : [null, null, null]),
        ],
      );
    }
  }

  async #kept(db: EntityManager, rows: readonly Row[]): Promise<Map<string, { content: string; state: InboxState }>> {
    const found: { id: string; content: string; state: InboxState }[] = await db.query(
      'select id, content, state from messages.inbox where id = any($1::uuid[])',
      [rows.map(({ id }) => id)],
    );
    return new Map(found.map(({ id, ...row }) => [id, row]));
  }

  /** A message as it came; undefined where it cannot be read. */
  open(id: string, payload: Buffer): unknown {
    try {
      return parsed(unwrap(payload, id, this.master).toString());
    } catch {
      return undefined;
    }
  }
}
