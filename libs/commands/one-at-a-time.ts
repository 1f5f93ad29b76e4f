/**
 * Runs what is asked under one name in the order it was asked, each after the one before: many at once on one stream
 * would otherwise take each other's place until their attempts run out. Different names do not wait for each other.
 */
export function oneAtATime(): <T>(name: string, run: () => Promise<T>) => Promise<T> {
  const lasts = new Map<string, Promise<unknown>>();
  return async (name, run) => {
    const mine = (lasts.get(name) ?? Promise.resolve()).then(run, run);
    lasts.set(name, mine);
    try {
      return await mine;
    } finally {
      if (lasts.get(name) === mine) lasts.delete(name);
    }
  };
}
