import { givesAway, isSmall, publishable, rounded, withheldFor } from '#metrics/disclosure';
import { wilson } from '#metrics/interval';
import fc from 'fast-check';

const counts = fc.integer({ min: 0, max: 40 });

/** What is published of a table of one dimension: its cells, and its total unless the cells would be given away. */
const release = (cells: readonly number[]) => ({
  cells: cells.map((cell) => (isSmall(cell) ? null : rounded(cell))),
  total: isSmall(sum(cells)) || givesAway(cells) ? null : rounded(sum(cells)),
});
const sum = (cells: readonly number[]) => cells.reduce((total, cell) => total + cell, 0);

/** Every table of small whole numbers that would have been published exactly so. */
function* couldBe(
  published: ReturnType<typeof release>,
  place = 0,
  so: readonly number[] = [],
): Generator<readonly number[]> {
  const cell = published.cells[place];
  if (cell === undefined) {
    const total = sum(so);
    if (published.total === null || (!isSmall(total) && rounded(total) === published.total)) yield so;
    return;
  }
  for (let count = 0; count <= 45; count += 1)
    if (cell === null ? isSmall(count) : !isSmall(count) && rounded(count) === cell)
      yield* couldBe(published, place + 1, [...so, count]);
}

describe('What is published', () => {
  it('suppresses a count of 1 to 4, shows a zero, and rounds every other to the nearest 5', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), (count) => {
        const { numerator, suppressed } = publishable({ numerator: count, denominator: 100_000 });
        expect(suppressed).toBe(count >= 1 && count <= 4);
        if (!suppressed) {
          expect(Math.abs((numerator ?? NaN) - count)).toBeLessThanOrEqual(2);
          expect((numerator ?? NaN) % 5).toBe(0);
        }
      }),
    );
  });

  it('computes the percentage and its interval from the rounded counts', () => {
    const cell = publishable({ numerator: 12, denominator: 23 });
    expect(cell).toEqual({ numerator: 10, denominator: 25, suppressed: false, percentage: 0.4, ...wilson(10, 25) });
  });

  it('withholds a percentage that would say how few did not', () => {
    expect(publishable({ numerator: 21, denominator: 23 })).toMatchObject({
      numerator: 20,
      denominator: 25,
      suppressed: false,
      percentage: 'withheld',
      lower: null,
    });
  });

  it('withholds everything but the larger count where the smaller is small', () => {
    expect(publishable({ numerator: 3, denominator: 23 })).toMatchObject({
      numerator: null,
      denominator: 25,
      suppressed: true,
      percentage: 'withheld',
    });
    expect(publishable({ numerator: 1, denominator: 1 })).toMatchObject({
      numerator: null,
      denominator: null,
      suppressed: true,
    });
  });

  it('withholds the total of a breakdown in which exactly one cell is suppressed, and lets the other cells stand', () => {
    expect(
      withheldFor([
        { numerator: 10, denominator: 20 },
        { numerator: 2, denominator: 9 },
      ]),
    ).toEqual({ numerator: true, denominator: false });
    expect(
      withheldFor([
        { numerator: 2, denominator: 20 },
        { numerator: 2, denominator: 9 },
      ]),
    ).toEqual({ numerator: false, denominator: false });
  });

  it('withholds a total whose rounding leaves two suppressed cells only one count each', () => {
    expect(givesAway([4, 4])).toBe(true);
    expect(givesAway([3, 4])).toBe(false);
  });

  it('lets no suppressed cell be worked back from the other cells and the total', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(counts, fc.integer({ min: 0, max: 6 })), { minLength: 2, maxLength: 4 }),
        (cells) => {
          const published = release(cells);
          const possible = cells.map(() => new Set<number>());
          for (const table of couldBe(published)) table.forEach((count, place) => possible[place]?.add(count));
          cells.forEach((cell, place) => {
            if (isSmall(cell)) expect(possible[place]?.size).toBeGreaterThan(1);
          });
        },
      ),
      { numRuns: 300 },
    );
  });
});
