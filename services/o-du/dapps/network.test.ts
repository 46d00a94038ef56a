import assert from 'node:assert/strict';
import { test } from 'node:test';
import { multiplierCompliance } from '@chorus/contracts/compliance/multiplier-suite.ts';
import { ModelError, type Model } from '@chorus/learning';
import { loadModel } from '@chorus/platform/load-model.ts';
import { checkApps } from '@chorus/platform/check-apps.ts';
import { loadScenario } from '@chorus/platform/scenario.ts';
import { buildTopology, powerAt } from '@chorus/phy';
import { createMultiplier as createPlain } from './network-plain.ts';
import { createMultiplier as createRefined } from './network.ts';

multiplierCompliance('network-plain', createPlain, { tolerance: 0.05, decades: 0 });
multiplierCompliance('network', createRefined, { tolerance: 1e-3, decades: 0 });

const { network, radio } = loadScenario('small');
const topology = buildTopology({ ...network, ...radio }, 1);
const components = { topology, odu: 0 };
const lambda = Float64Array.of(0, 1, 3, 9);
const phi = Float64Array.of(0, 5, 50, 9);

test('an untrained model of the right shape is taken, and its answers are others', () => {
  const own = loadModel('xi', 'multiplier');
  const zero: Model = { ...own, weights: new Float32Array(own.weights.length) };
  const multiplier = createPlain(components, {});
  const before = multiplier.solve(lambda, phi, 1);
  multiplier.take?.(zero);
  const after = multiplier.solve(lambda, phi, 1);
  assert.notEqual(after, before);
  assert.equal(createPlain(components, { model: zero }).solve(lambda, phi, 1), after);
});

test('a refused model leaves the one before in force', () => {
  const own = loadModel('xi', 'multiplier');
  const multiplier = createRefined(components, {});
  const before = multiplier.solve(lambda, phi, 1);
  const misfits: Model[] = [
    { ...own, kind: 'actor' },
    { ...own, spec: {} },
    { ...own, spec: { ...own.spec, antennas: [2] } },
    { ...own, network: { ...own.network, sizes: [own.network.sizes[0] + 1, 1] } },
  ];
  for (const misfit of misfits) {
    assert.throws(() => multiplier.take?.(misfit), ModelError);
    assert.equal(multiplier.solve(lambda, phi, 1), before);
  }
});

test('the Newton step brings the power nearer to P_max', () => {
  const [plain, refined] = [createPlain, createRefined].map((create) =>
    Math.abs(powerAt(lambda, phi, create(components, {}).solve(lambda, phi, 1)) - 1),
  );
  assert.ok(refined < plain / 10, `${refined} after ${plain}`);
});

test('a number of antennas without a model is refused with those that there are', async () => {
  const check = checkApps(loadScenario('small', ['network.nt=6', 'odu.multiplier=network']));
  await assert.rejects(check, {
    code: 'CHORUS_MODEL_INVALID',
    message: /N_t = 2, 4, 8, 16, not 6; newton and bisection work for every N_t/,
  });
});
