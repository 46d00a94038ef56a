import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alignCdf } from './cdf.ts';

test('every set of apps has its shares on one axis; equal rates count together', () => {
  assert.deepEqual(alignCdf([{ rates: [1, 2, 2, 4] }, { rates: [2, 3] }]), [
    [1, 2, 3, 4],
    [0.25, 0.75, null, 1],
    [null, 0.5, 1, null],
  ]);
  assert.deepEqual(alignCdf([]), [[]]);
});
