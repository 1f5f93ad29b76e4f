import { LRUCache } from 'lru-cache';

const MOST = 10_000;

/**
 * What a view has noted of its rows, by a key of its own, so that they need not be read again. It is the
 * owner's of one checkpoint: whoever else comes to write there takes that over first, and what this one makes of its rows
 * is then refused. Only what was committed with the rows is kept.
 */
export class Memory {
  readonly #values = new LRUCache<string, object>({ max: MOST });
  #noted = new Map<string, object | undefined>();

  get(key: string): object | undefined {
    return this.#values.get(key);
  }

  /** What stands once the batch is committed; undefined where it is to be read again. */
  note(key: string, value: object | undefined): void {
    this.#noted.set(key, value);
  }

  /** A batch is applied, perhaps not for the first time. */
  begin(): void {
    this.#noted = new Map();
  }

  /** The batch was committed. */
  keep(): void {
    for (const [key, value] of this.#noted) this.#values.set(key, value);
    this.begin();
  }
}
