import assert from 'node:assert/strict';
import { test } from 'node:test';
import { valueRange } from './value-range.ts';

test('values that come near nought are shown from there', () => {
  assert.deepEqual(valueRange(1, 10)[0], 0);
  assert.deepEqual(valueRange(null, null), [0, 1]);
  assert.deepEqual(valueRange(0, 0), [0, 1]);
});

test('values far from nought fill the chart, but steady ones do not look wild', () => {
  const [low, high] = valueRange(318, 323);
  assert.ok(low > 250 && low < 300, `${low}`);
  assert.ok(high > 340 && high < 370, `${high}`);
});

test('all values lie within', () => {
  for (const [min, max] of [
    [0, 0.001],
    [99, 100],
    [50, 100],
    [4.2, 4.2],
  ]) {
    const [low, high] = valueRange(min, max);
    assert.ok(low <= min && high > max, `${min} to ${max}: ${low} to ${high}`);
  }
});
