/** Runs what came in while the last run was under way as one query: a lone caller waits for nobody. */
export function gathered<Asked, Got>(
  run: (asked: readonly Asked[]) => Promise<readonly Got[]>,
): (asked: Asked) => Promise<Got> {
  type Waiting = { asked: Asked; resolve: (got: Got) => void; reject: (reason: unknown) => void };
  let waiting: Waiting[] = [];
  let running = false;
  async function flush(): Promise<void> {
    running = true;
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        const got = await run(batch.map(({ asked }) => asked));
        batch.forEach(({ resolve }, index) => resolve(got[index] as Got));
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    running = false;
  }
  return (asked) =>
    new Promise((resolve, reject) => {
      waiting.push({ asked, resolve, reject });
      if (!running) {
        running = true;
        setImmediate(() => void flush());
      }
    });
}
