import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { mean, quantile, studentInterval, studentQuantile } from './statistics.ts';

const near = (actual: number, expected: number, tolerance: number) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);

describe('studentQuantile', () => {
  // Tables of the t distribution: [p, degrees of freedom, t].
  for (const [p, freedom, t] of [
    [0.975, 1, 12.7062],
    [0.975, 2, 4.30265],
    [0.975, 3, 3.18245],
    [0.975, 4, 2.77645],
    [0.975, 9, 2.26216],
    [0.975, 10, 2.22814],
    [0.975, 30, 2.04227],
    [0.975, 120, 1.97993],
    [0.95, 9, 1.83311],
    [0.995, 5, 4.03214],
  ]) {
    test(`of ${p} at ${freedom} degrees of freedom is the table's`, () => {
      near(studentQuantile(p, freedom), t, 6e-5);
    });
  }

  test('comes to the normal quantile for many degrees of freedom', () => {
    near(studentQuantile(0.975, 100_000), 1.95998, 5e-5);
  });

  test('of one half is zero', () => {
    near(studentQuantile(0.5, 7), 0, 1e-12);
  });

  test('refuses what has no quantile', () => {
    assert.throws(() => studentQuantile(1, 3), RangeError);
    assert.throws(() => studentQuantile(0.975, 0), RangeError);
    assert.throws(() => studentQuantile(0.975, 2.5), RangeError);
  });
});

describe('studentInterval', () => {
  test('is the mean and t s / sqrt(n)', () => {
    const { mean: centre, halfWidth } = studentInterval([1, 2, 3, 4]);
    assert.equal(centre, 2.5);
    near(halfWidth, (3.18245 * Math.sqrt(5 / 3)) / 2, 1e-4);
  });

  test('narrows with a lower level', () => {
    near(studentInterval([1, 2, 3, 4], 0.9).halfWidth, (2.35336 * Math.sqrt(5 / 3)) / 2, 1e-4);
  });

  test('of equal values has no width, of one value no end', () => {
    assert.deepEqual(studentInterval([7, 7, 7]), { mean: 7, halfWidth: 0 });
    assert.deepEqual(studentInterval([7]), { mean: 7, halfWidth: Infinity });
  });
});

describe('quantile', () => {
  test('is linear between order statistics, whatever the order', () => {
    const values = [40, 10, 30, 20, 50];
    assert.deepEqual(
      [0, 0.25, 0.3, 1].map((p) => quantile(values, p)),
      [10, 20, 22, 50],
    );
    assert.deepEqual(values, [40, 10, 30, 20, 50]);
  });

  test('refuses an empty list and a p outside [0, 1], and so does the mean', () => {
    assert.throws(() => quantile([], 0.5), RangeError);
    assert.throws(() => quantile([1], 1.5), RangeError);
    assert.throws(() => mean([]), RangeError);
  });
});
