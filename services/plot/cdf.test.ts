import assert from 'node:assert/strict';
import { test } from 'node:test';
import { empiricalCdf } from './cdf.ts';

test('the empirical CDF of values in any order steps up by the share of each', () => {
  assert.deepEqual(empiricalCdf([3, 1, null, 2, 2]), [
    { x: 1, fraction: 0.25 },
    { x: 2, fraction: 0.5 },
    { x: 2, fraction: 0.75 },
    { x: 3, fraction: 1 },
  ]);
  assert.deepEqual(empiricalCdf([]), []);
});
