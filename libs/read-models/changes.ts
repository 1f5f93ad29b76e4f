import pg from 'pg';
import { setTimeout as pause } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';

/** Here a view says whom its rows concern that have changed: an organisation's code, and nothing else. */
const CHANNEL = 'throughcare_changed';
const AGAIN_MS = 1_000;

/** Tells, once the transaction has committed, that what these organisations see has changed. */
export async function tellChanged(db: EntityManager, organisations: readonly string[]): Promise<void> {
  if (organisations.length === 0) return;
  await db.query(`select pg_notify('${CHANNEL}', code) from unnest($1::text[]) as code`, [[...new Set(organisations)]]);
}

/** Hears what views tell, from whichever process they are kept by: one connection, however many want to know. */
export class Changes {
  readonly #told = new Map<string, Set<() => void>>();
  /** When each organisation was last told, in milliseconds since 1970; kept while it is listened. */
  readonly #last = new Map<string, number>();
  #since: number | undefined;
  readonly #closing = new AbortController();
  #following: Promise<void> | undefined;

  constructor(private readonly url: string) {}

  /** Calls `told` whenever something of this organisation changed, or may have. Answers how to stop it. */
  listen(organisation: string, told: () => void): () => void {
    const listening = this.#told.get(organisation) ?? new Set();
    this.#told.set(organisation, listening.add(told));
    this.#following ??= this.#follow();
    return () => {
      listening.delete(told);
      if (listening.size === 0 && this.#told.get(organisation) === listening) this.#told.delete(organisation);
    };
  }

  /** Whether anything of this organisation may have changed since a moment, in milliseconds since 1970. */
  mayHaveChanged(organisation: string, since: number): boolean {
    if (this.#since === undefined || this.#since > since) return true;
    return (this.#last.get(organisation) ?? 0) >= since;
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
      for (const organisation of this.#told.keys()) this.#tell(organisation);
      await over.promise;
    } catch {
      // The server cannot be reached, or does not let us in: health says so, and it is tried again.
    } finally {
      this.#since = undefined;
      signal.removeEventListener('abort', end);
      await client.end().catch(() => undefined);
    }
  }

  #tell(organisation: string): void {
    this.#last.set(organisation, Date.now());
    for (const told of this.#told.get(organisation) ?? []) told();
  }
}
