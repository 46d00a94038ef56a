import assert from 'node:assert/strict';
import { test } from 'node:test';
import { powerAt } from '@chorus/phy';
import { newtonStep } from './newton-step.ts';

// 4 / (1 + xi)^2 + 18 / (2 + xi)^2 is 3 at xi = 1.
const lambda = Float64Array.of(0, 1, 2);
const phi = Float64Array.of(0, 4, 18);

test('a step from the root stays there', () => {
  assert.ok(Math.abs(newtonStep(lambda, phi, 3, 1) - 1) < 1e-15);
});

test('half the distance from the root leaves an eighth of the error', () => {
  const error = (start: number) => Math.abs(newtonStep(lambda, phi, 3, start) - 1);
  for (const side of [-1, 1]) {
    const ratio = error(1 + 0.2 * side) / error(1 + 0.1 * side);
    assert.ok(ratio > 6 && ratio < 11, `${ratio}`);
  }
});

test('for one term beside a constant a step is exact', () => {
  // The second term's eigenvalue is so large that its power is 1 wherever xi is.
  const lambda = Float64Array.of(1, 1e12);
  const phi = Float64Array.of(8, 1e24);
  for (const start of [0, 0.5, 5]) {
    assert.ok(Math.abs(newtonStep(lambda, phi, 3, start) - 1) < 1e-9);
  }
});

test('where the constant alone exceeds P_max the step is plain Newton, and stays left of the root', () => {
  // Far left of the root the first term hides the second: 1e-8 / (1e-6 + xi)^2 + 16 / (1 + xi)^2 is 1 near 3.
  const two = [Float64Array.of(1e-6, 1), Float64Array.of(1e-8, 16)] as const;
  const xi = newtonStep(...two, 1, 0);
  assert.ok(xi > 0 && powerAt(...two, xi) > 1 && powerAt(...two, xi) < powerAt(...two, 0));
});
