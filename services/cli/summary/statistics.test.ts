import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mean, percentile } from './statistics.ts';

test('percentiles lie between order statistics, whatever the order of the values', () => {
  const values = [40, 10, 30, 20];
  assert.equal(percentile(values, 0), 10);
  assert.equal(percentile(values, 50), 25);
  assert.equal(percentile(values, 100), 40);
  assert.equal(percentile(values, 90), 37);
  assert.deepEqual(values, [40, 10, 30, 20]);
});

test('one value is every percentile; nothing has none', () => {
  assert.equal(percentile([7], 99), 7);
  assert.equal(percentile([], 50), NaN);
  assert.equal(mean([]), NaN);
  assert.equal(mean([1, 2, 6]), 3);
});
