import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deadlinePosition } from './histogram-scale.ts';

test('the deadline stands where its duration does', () => {
  assert.equal(deadlinePosition([0, 1, 2, 4], 4, 1), 0.25);
  assert.equal(deadlinePosition([0, 1, 2, 4], 4, 3), 0.625);
  assert.equal(deadlinePosition([0, 1, 2, 4], 4, 4), 0.75);
});

test('there is no place for one beyond the last bin, which is open', () => {
  assert.equal(deadlinePosition([0, 1, 2, 4], 4, 5), null);
  assert.equal(deadlinePosition([1, 2], 2, 0.5), null);
});
