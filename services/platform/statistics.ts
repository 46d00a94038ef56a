/** A mean and how far it may be off. */
export interface Interval {
  mean: number;
  /** Half the width of the confidence interval about the mean; infinite for a single value. */
  halfWidth: number;
}

/** @throws RangeError without values */
export function mean(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('the mean of no values');
  return values.reduce((a, b) => a + b, 0) / values.length;
}

/**
 * The p-quantile of values in any order: linear between the order statistics, of which the smallest is the
 * 0-quantile and the largest the 1-quantile.
 *
 * @throws RangeError without values, or for p outside [0, 1]
 */
export function quantile(values: readonly number[], p: number): number {
  if (values.length === 0 || !(p >= 0 && p <= 1)) throw new RangeError(`${p}-quantile of ${values.length}`);
  return quantileOfSorted(
    values.toSorted((a, b) => a - b),
    p,
  );
}

/** The p-quantile of at least one value in ascending order, as `quantile` has it; p in [0, 1]. */
export function quantileOfSorted(sorted: ArrayLike<number>, p: number): number {
  const at = p * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}

/**
 * Mean of independent, about normal values with its interval by Student's t.
 *
 * @param level of confidence, in (0, 1)
 * @throws RangeError without values
 */
export function studentInterval(values: readonly number[], level = 0.95): Interval {
  const centre = mean(values);
  const n = values.length;
  if (n === 1) return { mean: centre, halfWidth: Infinity };
  const variance = values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (n - 1);
  return { mean: centre, halfWidth: studentQuantile((1 + level) / 2, n - 1) * Math.sqrt(variance / n) };
}

/**
 * The p-quantile of Student's t distribution, by bisection on its distribution function.
 *
 * @param p in [0.5, 1)
 * @param freedom degrees of freedom, an integer from 1
 * @throws RangeError for others
 */
export function studentQuantile(p: number, freedom: number): number {
  if (!(p >= 0.5 && p < 1) || !Number.isInteger(freedom) || freedom < 1)
    throw new RangeError(`${p}-quantile of t with ${freedom} degrees of freedom`);
  // In the angle theta = arctan(t / sqrt(freedom)) the whole half line is an interval.
  let low = 0;
  let high = Math.PI / 2;
  for (let halvings = 0; halvings < 60; halvings++) {
    const middle = (low + high) / 2;
    if ((1 + withinAngle(middle, freedom)) / 2 < p) low = middle;
    else high = middle;
  }
  return Math.sqrt(freedom) * Math.tan((low + high) / 2);
}

/** P(|t| <= sqrt(freedom) tan theta): the finite series of Abramowitz and Stegun, 26.7.3 and 26.7.4. */
function withinAngle(theta: number, freedom: number): number {
  const odd = freedom % 2 === 1;
  const cosine = Math.cos(theta);
  let term = odd ? cosine : 1;
  let sum = freedom === 1 ? 0 : term;
  for (let n = odd ? 3 : 2; n <= freedom - 2; n += 2) {
    term *= (cosine * cosine * (n - 1)) / n;
    sum += term;
  }
  const series = Math.sin(theta) * sum;
  return odd ? (2 / Math.PI) * (theta + series) : series;
}
