/** How long a process goes on with what another has changed, in milliseconds. */
const HEARD_EVERY_MS = 1_000;

/**
 * For what is held in memory and others may change: to be awaited before each use. What changed is asked at most once a
 * second, and once for all who wait. `hear` is told how long ago it last was, in milliseconds; Infinity where it never was.
 */
export function heard(hear: (ago: number) => Promise<void>): () => Promise<void> | undefined {
  let heardAt = -Infinity;
  let hearing: Promise<void> | undefined;

  async function hearNow(): Promise<void> {
    const now = performance.now();
    await hear(now - heardAt);
    heardAt = now;
  }

  return () => {
    if (performance.now() - heardAt < HEARD_EVERY_MS) return undefined;
    return (hearing ??= hearNow().finally(() => (hearing = undefined)));
  };
}
