/** A name without case, accents and punctuation, word by word. */
const words = (name: string): readonly string[] =>
  name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');

const trigrams = (name: string): ReadonlySet<string> =>
  new Set(
    words(name).flatMap((word) => {
      const padded = `  ${word} `;
      return Array.from({ length: padded.length - 2 }, (_, start) => padded.slice(start, start + 3));
    }),
  );

/**
 * How alike two names are spelt, from 0 to 1: the share of three-letter runs that they have in common. The order of the
 * words does not matter.
 */
export function likeness(one: string, other: string): number {
  const [left, right] = [trigrams(one), trigrams(other)];
  const common = [...left].filter((run) => right.has(run)).length;
  const all = left.size + right.size - common;
  return all === 0 ? 0 : common / all;
}
