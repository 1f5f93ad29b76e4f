import { wilson } from '#metrics/interval';
import fc from 'fast-check';

describe('The interval of a proportion', () => {
  it.each([
    [0, 10, 0, 0.277533],
    [1, 10, 0.017876, 0.40415],
    [5, 10, 0.236593, 0.763407],
    [10, 10, 0.722467, 1],
    [12, 23, 0.329627, 0.707628],
    [53, 100, 0.432889, 0.624892],
    [137, 258, 0.470106, 0.591],
    [10688, 19224, 0.548938, 0.562983],
  ])('of %i in %i runs from %f to %f', (numerator, denominator, lower, upper) => {
    const interval = wilson(numerator, denominator);
    expect(interval?.lower).toBeCloseTo(lower, 6);
    expect(interval?.upper).toBeCloseTo(upper, 6);
  });

  it('is not given where nothing is counted', () => expect(wilson(0, 0)).toBeUndefined());

  it('holds the proportion, stays within nothing and everything, and mirrors', () => {
    const counts = fc
      .integer({ min: 1, max: 100_000 })
      .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));
    fc.assert(
      fc.property(counts, ([x, n]) => {
        const { lower, upper } = wilson(x, n) ?? { lower: NaN, upper: NaN };
        const mirrored = wilson(n - x, n) ?? { lower: NaN, upper: NaN };
        expect(lower).toBeGreaterThanOrEqual(0);
        expect(upper).toBeLessThanOrEqual(1);
        expect(lower).toBeLessThanOrEqual(x / n + 1e-12);
        expect(upper).toBeGreaterThanOrEqual(x / n - 1e-12);
        expect(mirrored.lower).toBeCloseTo(1 - upper, 9);
      }),
    );
  });
});
