/** The 97.5th percentile of the standard normal distribution. */
const Z = 1.959963984540054;

export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/**
 * Wilson's score interval at 95 %, as proportions; undefined where nothing is counted.
 * Source: E. B. Wilson (1927), as used for the public health outcomes framework.
 */
export function wilson(numerator: number, denominator: number): Interval | undefined {
  if (denominator <= 0) return undefined;
  const p = numerator / denominator;
  const scale = 1 + Z ** 2 / denominator;
  const centre = (p + Z ** 2 / (2 * denominator)) / scale;
  const half = (Z * Math.sqrt((p * (1 - p)) / denominator + Z ** 2 / (4 * denominator ** 2))) / scale;
  return { lower: Math.max(0, centre - half), upper: Math.min(1, centre + half) };
}
