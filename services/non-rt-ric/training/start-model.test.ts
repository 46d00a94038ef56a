import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { encodeModel, LOG_SIGMA, type Model } from '@chorus/learning';
import { startWeights } from '@chorus/learning/evolution.ts';
import { drawModel } from '@chorus/learning/testing/actor-model.ts';
import { Random } from '@chorus/phy';
import { hasCode } from '@chorus/platform/errors.ts';
import { startingWeights } from './start-model.ts';

function fileOf(t: TestContext, model: Model): string {
  const folder = mkdtempSync(join(tmpdir(), 'chorus-test-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'model.json');
  writeFileSync(path, encodeModel(model));
  return path;
}

test('without a model they are drawn from the seed', () => {
  const shape = { sizes: [4, 3, 8], activation: 'tanh' } as const;
  const drawn = startWeights(shape.sizes, LOG_SIGMA.low, new Random(7, 'weights'));
  assert.deepEqual(startingWeights(null, shape, 7), drawn);
});

test("a model of the training's shape gives its weights", (t) => {
  const model = drawModel();
  assert.deepEqual(startingWeights(fileOf(t, model), model.network, 7), model.weights);
});

test('one of other layers, or of another activation, is refused', (t) => {
  const model = drawModel();
  const { sizes } = model.network;
  const path = fileOf(t, model);
  const layers = sizes.join('-');
  const refused = (reason: string) => (error: unknown) =>
    hasCode(error, 'CHORUS_MODEL_INVALID') && error.message.includes(reason);
  const wider = { sizes: sizes.with(1, 7), activation: 'relu' } as const;
  assert.throws(() => startingWeights(path, wider, 7), refused(`its layers are ${layers} (relu)`));
  const other = { sizes, activation: 'tanh' } as const;
  assert.throws(() => startingWeights(path, other, 7), refused(`the training needs ${layers} (tanh)`));
});

test('a linear one has no activation that could differ', (t) => {
  const drawn = drawModel();
  const [inputs] = drawn.network.sizes;
  const outputs = drawn.network.sizes.at(-1) as number;
  const weights = new Float32Array((inputs + 1) * outputs).fill(0.5);
  const model: Model = { ...drawn, network: { sizes: [inputs, outputs], activation: 'relu' }, weights };
  const shape = { sizes: [inputs, outputs], activation: 'tanh' } as const;
  assert.deepEqual(startingWeights(fileOf(t, model), shape, 7), weights);
});
