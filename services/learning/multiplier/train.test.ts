import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '@chorus/phy';
import { startBackend, tf } from '../nn/backend.ts';
import { toDataset } from './dataset.ts';
import { powerLoss } from './loss.ts';
import { drawProblems } from './problems.ts';
import { MULTIPLIER_TRAINING, trainMultiplier } from './train.ts';

await startBackend('wasm');

test("the loss's gradient is that of its difference quotient", () => {
  const data = toDataset(drawProblems(4, 1, 8), 6);
  const random = new Random(1, 'loss-test');
  const output = Float32Array.from({ length: data.size }, () => 2 * random.uniform() - 1);
  const loss = (values: Float32Array) =>
    tf.tidy(() => powerLoss(tf.tensor3d(values, [1, data.size, 1]), data).dataSync()[0]);
  const slope = tf.tidy(() =>
    tf
      .grad((x: tf.Tensor) => powerLoss(x as tf.Tensor3D, data))(tf.tensor3d(output, [1, data.size, 1]))
      .dataSync(),
  );
  const largest = Math.max(...slope.map(Math.abs));
  for (const i of output.keys()) {
    const h = 0.02;
    const at = (step: number) => loss(output.map((value, n) => (n === i ? value + step : value)));
    const quotient = (at(h) - at(-h)) / (2 * h);
    assert.ok(Math.abs(slope[i] - quotient) < 0.02 * largest, `${slope[i]} and ${quotient}`);
  }
});

const small = { ...MULTIPLIER_TRAINING, antennas: [2, 4], networks: 2, heldOut: 1, problems: 100, batch: 64 };

test('training lowers the error on networks that it did not see, and repeats', async () => {
  const seen: string[] = [];
  const onProgress = (stage: string, done: number, total: number) => seen.push(`${stage} ${done}/${total}`);
  const untrained = await trainMultiplier({ ...small, steps: 1 }, 'test');
  const trained = await trainMultiplier({ ...small, steps: 300 }, 'test', { onProgress });
  const again = await trainMultiplier({ ...small, steps: 300 }, 'test');
  for (const Nt of small.antennas) {
    const metric = `nt${Nt}.plain.powerRms`;
    const [before, after] = [untrained, trained].map(({ training }) => training.metrics[metric]);
    assert.ok(after < before / 2, `${metric} went from ${before} to ${after}`);
  }
  assert.deepEqual(again, trained);
  assert.deepEqual([seen[0], seen.at(-1)], ['problems 1/6', 'problems 6/6']);
  assert.ok(seen.includes('steps 300/300'));
  assert.equal(trained.training.command, 'test');
  assert.deepEqual(trained.spec, { input: 'bracket-1', antennas: [2, 4] });
});
