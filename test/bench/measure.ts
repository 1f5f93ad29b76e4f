/** What happened in a round, and how long it took. */
export interface Round {
  readonly count: number;
  readonly seconds: number;
}

export const rateOf = ({ count, seconds }: Round): number => count / seconds;

/** The value below which this share of the values lies; NaN of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** Takes turns for so many rounds, so that what disturbs one disturbs all; answers each one's median, per second. */
export async function alternating<Name extends string>(
  rounds: number,
  subjects: Readonly<Record<Name, () => Promise<Round>>>,
): Promise<Record<Name, number>> {
  const names = Object.keys(subjects) as Name[];
  const rates = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round < rounds; round += 1)
    for (const name of names) rates[name].push(rateOf(await subjects[name]()));
  return Object.fromEntries(names.map((name) => [name, median(rates[name])])) as Record<Name, number>;
}

/** So many at once, each doing `once` again and again until the time is over. */
export async function together(workers: readonly (() => Promise<unknown>)[], milliseconds: number): Promise<Round> {
  const began = performance.now();
  const until = began + milliseconds;
  let count = 0;
  await Promise.all(
    workers.map(async (once) => {
      while (performance.now() < until) {
        await once();
        count += 1;
      }
    }),
  );
  return { count, seconds: (performance.now() - began) / 1000 };
}
