import assert from 'node:assert/strict';
import { test } from 'node:test';
import { updateMultipliers } from './quality-of-service.ts';

test('mu grows with the missing rate and falls with the excess, by the step', () => {
  const mu = Float64Array.of(1, 1, 1);
  updateMultipliers(mu, Float64Array.of(2, 4, 7), Float64Array.of(4, 4, 4), 0.25);
  assert.deepEqual(mu, Float64Array.of(1.5, 1, 0.25));
});

test('mu never falls below zero', () => {
  const mu = Float64Array.of(0.1, 0);
  updateMultipliers(mu, Float64Array.of(8, 8), Float64Array.of(4, 4), 0.5);
  assert.deepEqual(mu, Float64Array.of(0, 0));
});

test('mu comes back from zero when the rate is missing', () => {
  const mu = Float64Array.of(0);
  updateMultipliers(mu, Float64Array.of(3), Float64Array.of(4), 0.5);
  assert.deepEqual(mu, Float64Array.of(0.5));
});

test('each user may have a step and a minimum of its own', () => {
  const mu = Float64Array.of(1, 1);
  updateMultipliers(mu, Float64Array.of(2, 2), Float64Array.of(4, 12), Float64Array.of(0.5, 0.25));
  assert.deepEqual(mu, Float64Array.of(2, 3.5));
});

test('a step of zero freezes mu', () => {
  const mu = Float64Array.of(0.3, 0);
  updateMultipliers(mu, Float64Array.of(0, 9), Float64Array.of(4, 4), 0);
  assert.deepEqual(mu, Float64Array.of(0.3, 0));
});
