import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LATENESS_MS, latenessClass, noLateness } from './lateness.ts';

test('an answer at its deadline is in time, one after it in the first class that reaches so far', () => {
  assert.deepEqual(
    [-5, 0, 0.05, 0.1, 0.11, 10, 99, 101, Infinity].map(latenessClass),
    [0, 0, 1, 1, 2, 7, 8, 9, 9],
  );
  assert.equal(noLateness().length, LATENESS_MS.length + 1);
});
