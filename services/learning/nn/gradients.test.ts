import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Random } from '@chorus/phy';
import { startBackend, tf } from './backend.ts';
import { frozenNetwork, network } from './dense.ts';

await startBackend();

const random = new Random(41, 'gradients');
/** Away from kinks and poles: magnitudes of 0.3 to 1.3, either sign. */
const draw = <T extends tf.Tensor = tf.Tensor>(shape: number[], sign = true): T =>
  tf.tensor(
    Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => {
      const value = 0.3 + random.uniform();
      return sign && random.uniform() < 0.5 ? -value : value;
    }),
    shape,
  ) as T;
const layersOf = (groups: number, sizes: number[]) =>
  sizes
    .slice(1)
    .flatMap((m, n) => [draw<tf.Tensor3D>([groups, sizes[n], m]), draw<tf.Tensor3D>([groups, 1, m])]);

/** Holds the gradient of sum(f(x) c) against central differences, c random so that no entry is special. */
function check(f: (...inputs: tf.Tensor[]) => tf.Tensor, inputs: tf.Tensor[]): void {
  const weights = draw(f(...inputs).shape);
  const loss = (...args: tf.Tensor[]) => tf.sum<tf.Scalar>(tf.mul(f(...args), weights));
  const gradients = tf.grads(loss)(inputs);
  const step = 1e-2;
  for (const [n, input] of inputs.entries()) {
    const values = input.dataSync();
    const actual = gradients[n].dataSync();
    assert.deepEqual(gradients[n].shape, input.shape);
    for (let i = 0; i < values.length; i++) {
      const at = (moved: number) => {
        const copy = Float32Array.from(values);
        copy[i] += moved;
        return loss(
          ...inputs.map((other, m) => (m === n ? tf.tensor(copy, input.shape) : other)),
        ).dataSync()[0];
      };
      const expected = (at(step) - at(-step)) / (2 * step);
      const close = Math.abs(actual[i] - expected) <= 0.01 + 0.02 * Math.abs(expected);
      assert.ok(close, `input ${n}, entry ${i}: ${actual[i]}, by differences ${expected}`);
    }
  }
}

describe('gradients are those of central differences', () => {
  const cases: [string, (...inputs: tf.Tensor[]) => tf.Tensor, tf.Tensor[]][] = [
    ['sum of broadcast operands', (a, b) => tf.add(a, b), [draw([2, 3]), draw([1, 3])]],
    ['difference', (a, b) => tf.sub(a, b), [draw([3]), draw([2, 3])]],
    ['product', (a, b) => tf.mul(a, b), [draw([2, 3]), draw([2, 1])]],
    ['quotient', (a, b) => tf.div(a, b), [draw([2, 3]), draw([3], false)]],
    ['minimum', (a, b) => tf.minimum(a, b), [draw([2, 3]), draw([2, 3])]],
    ['exp', (x) => tf.exp(x), [draw([3])]],
    ['log', (x) => tf.log(x), [draw([3], false)]],
    ['sqrt', (x) => tf.sqrt(x), [draw([3], false)]],
    ['square', (x) => tf.square(x), [draw([3])]],
    ['abs', (x) => tf.abs(x), [draw([3])]],
    ['tanh', (x) => tf.tanh(x), [draw([3])]],
    ['sigmoid', (x) => tf.sigmoid(x), [draw([3])]],
    ['softplus', (x) => tf.softplus(x), [draw([3])]],
    ['neg', (x) => tf.neg(x), [draw([3])]],
    ['clone', (x) => tf.clone(x), [draw([3])]],
    ['clip', (x) => tf.clipByValue(x, -0.8, 0.2), [tf.tensor1d([-1, -0.5, 0, 0.5])]],
    ['reshape', (x) => tf.reshape(x, [3, 2]), [draw([2, 3])]],
    ['transpose', (x) => tf.transpose(x, [2, 0, 1]), [draw([2, 3, 2])]],
    ['sum over an axis', (x) => tf.sum(x, 1), [draw([2, 3, 2])]],
    ['mean', (x) => tf.mean(x, [0, 2]), [draw([2, 3, 2])]],
    ['slice', (x) => tf.slice(x, [0, 1, 0], [-1, 2, 1]), [draw([2, 3, 2])]],
    ['concat', (a, b) => tf.concat([a, b], 1), [draw([2, 1]), draw([2, 3])]],
    ['split', (x) => tf.mul(...(tf.split(x, 2, 0) as [tf.Tensor, tf.Tensor])), [draw([4, 2])]],
    ['tile', (x) => tf.tile(x, [3, 1, 2]), [draw([1, 2, 2])]],
  ];
  for (const [name, f, inputs] of cases) test(name, () => check(f, inputs));

  for (const groups of [1, 3]) {
    for (const activation of ['relu', 'tanh'] as const) {
      for (const depth of [1, 2, 3]) {
        test(`${depth} layers of ${groups} networks, ${activation}`, () => {
          const x = draw<tf.Tensor3D>([groups, 4, 3]);
          const layers = layersOf(groups, [3, 2, 4, 2].slice(0, depth + 1));
          check((...weights) => network(x, weights as tf.Tensor3D[], activation), layers);
          check((input) => frozenNetwork(input as tf.Tensor3D, layers, activation), [x]);
        });
      }
    }
  }

  test('networks that share an input', () => {
    const x = draw<tf.Tensor3D>([2, 4, 3]);
    const layers = layersOf(4, [3, 2, 1]);
    check((...weights) => network(x, weights as tf.Tensor3D[], 'tanh'), layers);
    check((input) => frozenNetwork(input as tf.Tensor3D, layers, 'tanh'), [x]);
  });
});

test('several networks are each network by itself', () => {
  const x = draw<tf.Tensor3D>([2, 4, 2]);
  const layers = layersOf(4, [2, 5, 3]);
  for (const apply of [network, frozenNetwork]) {
    const together = apply(x, layers, 'relu');
    for (let g = 0; g < 4; g++) {
      const pick = (all: tf.Tensor3D, n = g): tf.Tensor3D => tf.slice(all, [n, 0, 0], [1, -1, -1]);
      const alone = apply(
        pick(x, g % 2),
        layers.map((all) => pick(all)),
        'relu',
      );
      assert.deepEqual(pick(together).dataSync(), alone.dataSync());
    }
  }
});
