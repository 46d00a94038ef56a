import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Observe, UserObservation } from '@chorus/contracts';
import { loadXApp } from '@chorus/platform/load-app.ts';
import { loadScenario } from '@chorus/platform/scenario.ts';
import { topologyOf } from '@chorus/platform/scenario-twin.ts';

const topology = topologyOf(loadScenario('small', ['network.observed=1']));

/** A user whose own signal is diag(30, 20), with interference and noise `R` on the diagonal. */
function observation(observe: Observe, R: readonly [number, number]): UserObservation {
  return {
    user: 0,
    nearRtLoop: 0,
    Xi: Float64Array.of(30, 0, 0, 0, 0, 0, 20, 0),
    J: observe === 'covariance' ? Float64Array.of(900 + R[0], 0, 0, 0, 0, 0, 400 + R[1], 0) : null,
    interference: observe === 'power' ? R[0] : null,
  };
}

async function filters(
  name: string,
  observe: Observe,
  loadingDb: number | null,
  R: readonly [number, number],
) {
  const xapp = await loadXApp(name, { topology, observe }, { loadingDb });
  assert.ok(xapp.gives === 'filters');
  const U = new Float64Array(8);
  const W = new Float64Array(8);
  xapp.filter(observation(observe, R), U, W);
  return [...U, ...W];
}

describe('weighted-interference', () => {
  for (const [observe, R, threeTimes] of [
    ['covariance', [50, 7], [150, 21]],
    ['power', [50, 50], [150, 150]],
  ] as const) {
    test(`under ${observe} is the closed form of interference so many times as strong`, async () => {
      const weighted = await filters('weighted-interference', observe, 10 * Math.log10(3), R);
      const expected = await filters('closed-form', observe, null, threeTimes);
      for (const [i, value] of weighted.entries())
        assert.ok(Math.abs(value - expected[i]) < 1e-9 * (1 + Math.abs(expected[i])), `${value} at ${i}`);
    });
  }
});
