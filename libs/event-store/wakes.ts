/** Tells those who wait that the log has grown, so that nothing is missed between looking and waiting. */
export class Wakes {
  #count = 0;
  #failure: { readonly cause: unknown } | undefined;
  readonly #waiting = new Set<() => void>();

  /** To be read before looking at the log, and given to `since`. */
  get count(): number {
    return this.#count;
  }

  wake(): void {
    this.#count += 1;
    for (const wake of [...this.#waiting]) wake();
  }

  /** From now on every wait throws `cause`. */
  fail(cause: unknown): void {
    this.#failure ??= { cause };
    this.wake();
  }

  /** Returns once there was a wake after `count`, after `within` milliseconds, or on abort. @throws what failed it */
  async since(count: number, signal: AbortSignal, within?: number): Promise<void> {
    if (this.#count === count && !signal.aborted)
      await new Promise<void>((resolve) => {
        const timer = within === undefined ? undefined : setTimeout(() => done(), within);
        const done = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', done);
          this.#waiting.delete(done);
          resolve();
        };
        this.#waiting.add(done);
        signal.addEventListener('abort', done, { once: true });
      });
    if (this.#failure) throw this.#failure.cause;
  }
}
