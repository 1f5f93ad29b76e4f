import { arrayOf, sendAll, type Statement } from '#read-models/statements';
import pg from 'pg';
import { setTimeout as pause } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';

/**
 * Here a view says whom its rows concern that have changed, and nothing else: an organisation's code, an area's for whoever
 * answers for it, or a kind of organisation.
 */
const CHANNEL = 'throughcare_changed';
const AGAIN_MS = 1_000;

/** What tells, once the transaction has committed, that what these organisations see has changed. */
export function changed(organisations: readonly string[]): readonly Statement[] {
  if (organisations.length === 0) return [];
  const text = `select pg_notify('${CHANNEL}', code) from unnest($1::text[]) as code`;
  return [{ text, values: [arrayOf([...new Set(organisations)])] }];
}

/** The same, where the organisations are those that a query names: `text` selects their codes. */
export const changedFor = ({ text, values }: Statement): readonly Statement[] => [
  { text: `select pg_notify('${CHANNEL}', code) from (${text}) as concerned(code)`, values },
];

export async function tellChanged(db: EntityManager, organisations: readonly string[]): Promise<void> {
  await sendAll(db, changed(organisations));
}

/** Hears what views tell, from whichever process they are kept by: one connection, however many want to know. */
export class Changes {
  readonly #told = new Map<string, Set<() => void>>();
  /** When each was last told, in milliseconds since 1970; kept while it is listened. */
  readonly #last = new Map<string, number>();
  #since: number | undefined;
  readonly #closing = new AbortController();
  #following: Promise<void> | undefined;

  constructor(private readonly url: string) {}

  /** Calls `told` whenever something of this code changed, or may have. Answers how to stop it. */
  listen(code: string, told: () => void): () => void {
    const listening = this.#told.get(code) ?? new Set();
    this.#told.set(code, listening.add(told));
    this.#following ??= this.#follow();
    return () => {
      listening.delete(told);
      if (listening.size === 0 && this.#told.get(code) === listening) this.#told.delete(code);
    };
  }

  /** Whether anything of this code may have changed since a moment, in milliseconds since 1970. */
  mayHaveChanged(code: string, since: number): boolean {
    if (this.#since === undefined || this.#since > since) return true;
    return (this.#last.get(code) ?? 0) >= since;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#following;
  }

  /** A connection that is lost is made again, and everybody told: nobody knows what was missed. */
  async #follow(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await this.#hear(signal);
      await pause(AGAIN_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async #hear(signal: AbortSignal): Promise<void> {
    const client = new pg.Client({
      connectionString: this.url,
      application_name: 'throughcare changes',
      keepAlive: true,
    });
    const over = Promise.withResolvers<undefined>();
    const end = () => over.resolve(undefined);
    client.once('error', end).once('end', end);
    signal.addEventListener('abort', end, { once: true });
    client.on('notification', ({ payload }) => this.#tell(payload ?? ''));
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
      this.#since = Date.now();
      for (const code of this.#told.keys()) this.#tell(code);
      await over.promise;
    } catch {
      // The server cannot be reached, or does not let us in: health says so, and it is tried again.
    } finally {
      this.#since = undefined;
      signal.removeEventListener('abort', end);
      await client.end().catch(() => undefined);
    }
  }

  #tell(code: string): void {
    this.#last.set(code, Date.now());
    for (const told of this.#told.get(code) ?? []) told();
  }
}
