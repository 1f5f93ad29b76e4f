const MOST = 10_000;

/**
 * What a view has noted of its rows, by a key of its own, so that they need not be read again. It is the
 * owner's of one checkpoint: whoever else comes to write there takes that over first, and what this one makes of its rows
 * is then refused. Only what was committed with the rows is kept.
 */
export class Memory {
  readonly #values = new Map<string, unknown>();
  #noted = new Map<string, unknown>();

  get(key: string): unknown {
    return this.#values.get(key);
  }

  /** What stands once the batch is committed; undefined where it is to be read again. */
  note(key: string, value: unknown): void {
    this.#noted.set(key, value);
  }

  /** A batch is applied, perhaps not for the first time. */
  begin(): void {
    this.#noted = new Map();
  }

  /** The batch was committed. What was noted first goes first where there is too much. */
  keep(): void {
    for (const [key, value] of this.#noted) {
      this.#values.delete(key);
      if (value !== undefined) this.#values.set(key, value);
    }
    this.begin();
    for (const key of this.#values.keys()) {
      if (this.#values.size <= MOST) return;
      this.#values.delete(key);
    }
  }
}
