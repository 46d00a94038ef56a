import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exponent } from './fit.ts';

test('the exponent of a power law is found', () => {
  const x = [25, 50, 100, 800];
  const fitted = exponent(
    x,
    x.map((value) => 3 * value ** 1.5),
  );
  assert.ok(Math.abs(Number(fitted) - 1.5) < 1e-12);
});

test('scatter about a power law is evened out', () => {
  assert.ok(Math.abs(Number(exponent([1, 2, 4], [1.1, 2, 4.4])) - 1) < 1e-12);
});

test('what does not vary has no exponent', () => {
  assert.equal(exponent([384, 384, 384], [1, 2, 4]), null);
});
