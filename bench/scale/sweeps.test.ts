import assert from 'node:assert/strict';
import { test } from 'node:test';
import { topologyOf } from '@chorus/platform/scenario-twin.ts';
import { loadScenario } from '@chorus/platform/scenario.ts';
import { measureSize } from './measure.ts';
import { overridesOf, servingLinks, SWEEPS } from './sweeps.ts';

test('the paper itself is one of the sizes, unchanged', () => {
  const paper = loadScenario('paper');
  for (const { sizes } of SWEEPS) {
    const size = sizes.find(({ L, K }) => L === 100 && K === 48);
    assert.ok(size !== undefined);
    assert.deepEqual(loadScenario('paper', overridesOf(size)).network, paper.network);
  }
});

test('O-RUs and users keep the density of the paper where both grow', () => {
  for (const size of SWEEPS[0].sizes) {
    const { radios, users, area_m, odus } = loadScenario('paper', overridesOf(size)).network;
    assert.ok(Math.abs(radios / area_m ** 2 - 100 / 500 ** 2) < 1e-12);
    assert.equal(users / radios, 0.48);
    assert.equal(radios / odus, 25);
  }
});

test('a size is measured kernel by kernel', async () => {
  const size = SWEEPS[0].sizes[0];
  const { servingLinks: links, coupledLinks, ms, totalMs } = await measureSize(size, 1);
  assert.equal(links, servingLinks(size));
  const { coupled } = topologyOf(loadScenario('paper', overridesOf(size)));
  assert.equal(coupledLinks, coupled.flat().length);
  const values = Object.values(ms);
  assert.equal(values.length, 5);
  for (const value of values) assert.ok(value > 0);
  assert.ok(Math.abs(values.reduce((a, b) => a + b) - totalMs) < 1e-12);
});
