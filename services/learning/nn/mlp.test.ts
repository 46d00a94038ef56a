import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Random } from '@chorus/phy';
import { assertClose } from '@chorus/phy/testing/expect.ts';
import { Source } from '@chorus/phy/testing/source.ts';
import { startBackend, tf } from './backend.ts';
import { Mlp, type MlpInit } from './mlp.ts';
import { Network, weightCount } from './network.ts';

await startBackend();

const source = new Source(931);
const draw = (length: number) => Float32Array.from(source.values(length));

/** Outputs of every group for its own batch of inputs, [G, B, m]. */
function apply(mlp: Mlp, x: Float32Array[], frozen = false): Float32Array[] {
  const { groups, sizes } = mlp.init;
  const batch = x[0].length / sizes[0];
  const joined = Float32Array.from(x.flatMap((values) => Array.from(values)));
  return tf.tidy(() => {
    const y = mlp.apply(tf.tensor3d(joined, [groups, batch, sizes[0]]), frozen);
    assert.deepEqual(y.shape, [groups, batch, sizes.at(-1)]);
    const values = y.dataSync();
    const size = values.length / groups;
    return x.map((_, g) => Float32Array.from(values.subarray(g * size, (g + 1) * size)));
  });
}

/** The paper's y = W x + b in plain loops, layer after layer. */
function naive({ sizes, activation }: MlpInit, weights: Float32Array, x: Float32Array): number[] {
  let y = Array.from(x);
  let at = 0;
  for (let layer = 1; layer < sizes.length; layer++) {
    const [n, m] = [sizes[layer - 1], sizes[layer]];
    const sums = Array.from({ length: m }, (_, j) =>
      y.reduce((sum, value, i) => sum + value * weights[at + i * m + j], weights[at + n * m + j]),
    );
    at += (n + 1) * m;
    const f = activation === 'tanh' ? Math.tanh : (value: number) => Math.max(0, value);
    y = layer === sizes.length - 1 ? sums : sums.map(f);
  }
  return y;
}

describe('one network, with TensorFlow.js, without it, and in plain loops, gives the same', () => {
  for (const sizes of [
    [3, 2],
    [1, 1],
    [5, 7, 4],
    [9, 128, 128, 8],
    [2, 3, 4, 5, 6],
  ]) {
    for (const activation of ['relu', 'tanh'] as const) {
      for (const groups of [1, 3]) {
        test(`${groups} x ${sizes.join('-')} with ${activation}`, async () => {
          const init = { sizes, activation, groups };
          const mlp = new Mlp(init, new Random(groups, 'mlp'));
          const batch = 4;
          const x = Array.from({ length: groups }, () => draw(batch * sizes[0]));
          const together = apply(mlp, x);
          assert.deepEqual(apply(mlp, x, true), together, 'frozen weights change no value');
          for (let g = 0; g < groups; g++) {
            const weights = await mlp.weights(g);
            assert.equal(weights.length, weightCount(sizes));
            const network = new Network({ sizes, activation }, weights);
            for (let b = 0; b < batch; b++) {
              const input = x[g].subarray(b * sizes[0], (b + 1) * sizes[0]);
              network.input.set(input);
              const expected = naive(init, weights, input);
              assertClose(network.run(), expected, 1e-12);
              const m = expected.length;
              assertClose(together[g].subarray(b * m, (b + 1) * m), expected, 1e-5);
            }
          }
          mlp.dispose();
        });
      }
    }
  }
});

describe('a group of networks', () => {
  const init = { sizes: [3, 5, 2], activation: 'tanh', groups: 3 } as const;

  test('gives back the weights that it is set to', async () => {
    const mlp = new Mlp(init, new Random(1, 'mlp'));
    const groups = Array.from({ length: 3 }, () => draw(weightCount(init.sizes)));
    mlp.setWeights(groups);
    for (const [g, weights] of groups.entries()) assert.deepEqual(await mlp.weights(g), weights);
    const other = new Mlp(init, new Random(2, 'mlp'));
    other.setWeights(await Promise.all([0, 1, 2].map((g) => mlp.weights(g))));
    const x = Array.from({ length: 3 }, () => draw(6));
    assert.deepEqual(apply(other, x), apply(mlp, x));
  });

  test('keeps to itself: one group set anew changes no other', async () => {
    const mlp = new Mlp(init, new Random(1, 'mlp'));
    const x = Array.from({ length: 3 }, () => draw(6));
    const before = apply(mlp, x);
    const weights = await Promise.all([0, 1, 2].map((g) => mlp.weights(g)));
    weights[1] = draw(weights[1].length);
    mlp.setWeights(weights);
    const after = apply(mlp, x);
    assert.deepEqual([after[0], after[2]], [before[0], before[2]]);
    assert.notDeepEqual(after[1], before[1]);
  });

  test('starts within 1 / sqrt(n) of each layer, every group elsewhere, alike from one seed', async () => {
    const mlp = new Mlp(init, new Random(1, 'mlp'));
    const [first, second] = [await mlp.weights(0), await mlp.weights(1)];
    assert.notDeepEqual(first, second);
    assert.deepEqual(await new Mlp(init, new Random(1, 'mlp')).weights(0), first);
    const bounds = [1 / Math.sqrt(3), 1 / Math.sqrt(5)];
    for (const [i, weight] of first.entries()) assert.ok(Math.abs(weight) <= bounds[i < 20 ? 0 : 1]);
    assert.ok(Math.max(...first.subarray(0, 20)) > bounds[0] / 2);
  });

  test('with outputs scaled by 0 starts at 0', () => {
    const mlp = new Mlp({ ...init, outputScale: 0 }, new Random(1, 'mlp'));
    const x = Array.from({ length: 3 }, () => draw(6));
    assert.ok(apply(mlp, x).every((values) => values.every((value) => value === 0)));
  });
});

test('a network of too many or too few weights is refused', () => {
  const shape = { sizes: [3, 2], activation: 'relu' } as const;
  assert.throws(() => new Network(shape, new Float32Array(7)), /7 weights; a network of 3-2 has 8/);
  assert.throws(() => new Network(shape, new Float32Array(9)), RangeError);
});
