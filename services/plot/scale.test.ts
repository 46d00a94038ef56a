import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linearScale, logScale, nameScale } from './scale.ts';

test('each scale goes from 0 to 1 over its ticks', () => {
  const linear = linearScale(60, 140);
  assert.deepEqual(
    linear.ticks.map(({ value }) => value),
    [60, 80, 100, 120, 140],
  );
  assert.deepEqual([60, 100, 140].map(linear.part), [0, 0.5, 1]);
  const log = logScale(20, 30_000);
  assert.deepEqual(
    log.ticks.map(({ text }) => text),
    ['10', '100', '1000', '1e4', '1e5'],
  );
  assert.ok(Math.abs(log.part(1000) - 0.5) < 1e-12);
  assert.deepEqual([0, 1].map(nameScale(['a', 'b']).part), [0.25, 0.75]);
});

test('a logarithmic axis refuses what has no logarithm', () => {
  assert.throws(() => logScale(0, 10), RangeError);
});
