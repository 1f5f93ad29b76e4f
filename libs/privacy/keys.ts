import { heard } from '#privacy/heard';
import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync, randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';

/** A key per person. Destroying it is erasure: nothing sealed with it can be read again, in any copy of the log. */
export interface Keys {
  /** The person's key, made and durable before it answers; undefined once destroyed. */
  make(personId: string): Promise<Buffer | undefined>;
  /** The keys that exist, by person. */
  read(personIds: readonly string[]): Promise<ReadonlyMap<string, Buffer>>;
  /** Harmless when repeated. A destroyed key is never made again. */
  destroy(personId: string): Promise<void>;
}

/** What the service derives from its one master key: a key to wrap with, and a keyed hash for names of streams. */
export interface MasterKey {
  readonly wrapping: Buffer;
  /** A key to seal with what is kept before it is known whose it is: what somebody has begun to write, say. */
  readonly sealing: Buffer;
  /** Text that signs cookies. */
  readonly cookies: string;
  /** A UUID that only the holder of the master key can derive from what is hashed. */
  readonly pseudonym: (what: string) => string;
}

/** @param master 32 bytes or more, from configuration. @throws Error where it is shorter. */
export function masterKey(master: Buffer): MasterKey {
  if (master.length < 32) throw new Error('MASTER_KEY must be at least 32 bytes, base64.');
  const derive = (use: string) => Buffer.from(hkdfSync('sha256', master, 'throughcare', use, 32));
  // As bytes it would be made ready anew for each hash, which takes six times as long as the hash.
  const hashing = createSecretKey(derive('pseudonym'));
  return {
    wrapping: derive('wrapping'),
    sealing: derive('sealing'),
    cookies: derive('cookies').toString('base64url'),
    pseudonym: (what) => {
      const hex = createHmac('sha256', hashing).update(what).digest('hex');
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
    },
  };
}

/** Bytes that only the holder of the master key can read, and only as what they are bound to. */
export function wrap(bytes: Buffer, bound: string, { wrapping }: MasterKey): Buffer {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', wrapping, iv).setAAD(Buffer.from(bound));
  return Buffer.concat([iv, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
}

/** @throws Error where they were changed, wrapped with another key, or bound to something else */
export function unwrap(wrapped: Buffer, bound: string, { wrapping }: MasterKey): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', wrapping, wrapped.subarray(0, 12))
    .setAAD(Buffer.from(bound))
    .setAuthTag(wrapped.subarray(-16));
  return Buffer.concat([decipher.update(wrapped.subarray(12, -16)), decipher.final()]);
}

const install = `
  create schema if not exists privacy;
  create table if not exists privacy.person_key (
    person_id uuid primary key,
    wrapped bytea,
    destroyed_at timestamptz
  );
  create index if not exists person_key_destroyed on privacy.person_key (destroyed_at) where destroyed_at is not null`;

/** For so long a process is told what was destroyed: longer by far than destroying and reading a key can take. */
const TOLD_FOR_MS = 60_000;
const KEPT_MOST = 20_000;

/** @throws WrongMasterKey where the keys that are there were wrapped with another */
async function fits(pool: Pool, master: MasterKey): Promise<void> {
  const { rows } = await pool.query<{ person_id: string; wrapped: Buffer }>(
    'select person_id, wrapped from privacy.person_key where wrapped is not null limit 1',
  );
  try {
    for (const { person_id: personId, wrapped } of rows) unwrap(wrapped, personId, master);
  } catch {
    throw new WrongMasterKey();
  }
}

/** Starting with it would lose the people who are there and register them anew. */
export class WrongMasterKey extends Error {
  constructor() {
    super(
      'The people in this database were sealed with another master key. Give the one it was begun with, or another database.',
    );
    this.name = 'WrongMasterKey';
  }
}

/**
 * Keys in PostgreSQL, wrapped with the master key. Its backups must not bring destroyed keys back.
 * @throws WrongMasterKey
 */
export async function postgresKeys(pool: Pool, master: MasterKey): Promise<Keys> {
  await pool.query(`begin; select pg_advisory_xact_lock(7462001); ${install}; commit`);
  await fits(pool, master);
  const kept = new LRUCache<string, Buffer>({ max: KEPT_MOST });

  function keep(personId: string, key: Buffer): Buffer {
    kept.set(personId, key);
    return key;
  }

  /** Drops what was destroyed elsewhere, also where it was being read meanwhile; everything where too long ago it was asked. */
  const upToDate = heard(async (ago) => {
    if (ago > TOLD_FOR_MS / 2) kept.clear();
    const { rows } = await pool.query<{ person_id: string }>({
      name: 'destroyed-keys',
      text: `select person_id from privacy.person_key where destroyed_at > now() - $1 * interval '1 millisecond'`,
      values: [TOLD_FOR_MS],
    });
    for (const { person_id: personId } of rows) kept.delete(personId);
  });

  async function read(personIds: readonly string[]): Promise<ReadonlyMap<string, Buffer>> {
    await upToDate();
    const found = new Map<string, Buffer>();
    const missing: string[] = [];
    for (const personId of new Set(personIds)) {
      const key = kept.get(personId);
      if (key) found.set(personId, key);
      else missing.push(personId);
    }
    if (missing.length === 0) return found;
    const { rows } = await pool.query<{ person_id: string; wrapped: Buffer }>({
      name: 'read-keys',
      text: 'select person_id, wrapped from privacy.person_key where person_id = any($1::uuid[]) and wrapped is not null',
      values: [missing],
    });
    for (const { person_id: personId, wrapped } of rows)
      found.set(personId, keep(personId, unwrap(wrapped, personId, master)));
    return found;
  }

  return {
    read,

    /** It is looked for first: most are there, and looking writes nothing. */
    async make(personId) {
      const known = (await read([personId])).get(personId);
      if (known) return known;
      const { rows } = await pool.query<{ wrapped: Buffer | null }>(
        `insert into privacy.person_key as k (person_id, wrapped) values ($1, $2)
         on conflict (person_id) do update set person_id = k.person_id returning k.wrapped`,
        [personId, wrap(randomBytes(32), personId, master)],
      );
      const wrapped = rows[0]?.wrapped;
      return wrapped ? keep(personId, unwrap(wrapped, personId, master)) : undefined;
    },

    async destroy(personId) {
      kept.delete(personId);
      await pool.query(
        `insert into privacy.person_key (person_id, wrapped, destroyed_at) values ($1, null, now())
         on conflict (person_id) do update set wrapped = null, destroyed_at = coalesce(privacy.person_key.destroyed_at, now())`,
        [personId],
      );
    },
  };
}
