import assert from 'node:assert/strict';
import { toFlat, type Matrix } from './matrix.ts';

const flat = (value: ArrayLike<number> | Matrix): ArrayLike<number> =>
  Array.isArray(value) && Array.isArray(value[0]) ? toFlat(value) : (value as ArrayLike<number>);

/** Asserts that two tensors agree to `tolerance` of the larger one's largest magnitude. */
export function assertClose(
  actual: ArrayLike<number> | Matrix,
  expected: ArrayLike<number> | Matrix,
  tolerance: number,
  what = 'values',
): void {
  const [a, e] = [flat(actual), flat(expected)];
  assert.equal(a.length, e.length, `${what}: number of elements`);
  let magnitude = 0;
  for (let i = 0; i < e.length; i++) magnitude = Math.max(magnitude, Math.abs(e[i]), Math.abs(a[i]));
  for (let i = 0; i < e.length; i++) {
    const error = Math.abs(a[i] - e[i]);
    // Written so that NaN fails.
    if (!(error <= tolerance * magnitude))
      assert.fail(`${what}[${i}] is ${a[i]}, expected ${e[i]} to ${tolerance} of ${magnitude}`);
  }
}

/** Asserts |actual - expected| <= bound. */
export function assertWithin(actual: number, expected: number, bound: number, what: string): void {
  if (!(Math.abs(actual - expected) <= bound))
    assert.fail(`${what} is ${actual}, expected ${expected} within ${bound}`);
}

export function assertFinite(values: ArrayLike<number>, what = 'values'): void {
  for (let i = 0; i < values.length; i++)
    if (!Number.isFinite(values[i])) assert.fail(`${what}[${i}] is ${values[i]}`);
}

/** Mean of the elements. */
export const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((a, b) => a + b, 0) / values.length;
