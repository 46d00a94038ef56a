import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { startBackend, tf } from './backend.ts';

await startBackend();

const shape = [3, 4, 5];
const x = tf.tensor(
  Float32Array.from({ length: 60 }, (_, i) => i),
  shape,
);
/** Element [i, j, k] of x is 20 i + 5 j + k. */
const expected = ([a, b, c]: number[], [p, q, r]: number[]) =>
  Array.from({ length: p * q * r }, (_, n) => {
    const [i, j, k] = [Math.floor(n / (q * r)), Math.floor(n / r) % q, n % r];
    return 20 * (a + i) + 5 * (b + j) + (c + k);
  });

describe('a slice has the numbers of its place', () => {
  const cases = [
    { begin: [0, 0, 0], size: [3, 4, 5] },
    { begin: [1, 0, 0], size: [2, 4, 5] },
    { begin: [1, 1, 0], size: [2, 2, 5] },
    { begin: [0, 0, 2], size: [3, 4, 3] },
    { begin: [2, 3, 4], size: [1, 1, 1] },
  ];
  for (const { begin, size } of cases) {
    test(`${size.join('x')} from ${begin.join(',')}`, () => {
      const slice = tf.slice(x, begin, size);
      assert.deepEqual(slice.shape, size);
      assert.deepEqual([...slice.dataSync()], expected(begin, size));
    });
  }

  test('up to the end', () =>
    assert.deepEqual([...tf.slice(x, [1, 2, 3], [-1, -1, -1]).dataSync()], expected([1, 2, 3], [2, 2, 2])));

  test('of one axis, of integers, and of long rows', () => {
    assert.deepEqual([...tf.slice(tf.tensor1d([1, 2, 3, 4], 'int32'), 1, 2).dataSync()], [2, 3]);
    const wide = tf.tensor2d(
      Float32Array.from({ length: 300 }, (_, i) => i),
      [3, 100],
    );
    const rows = tf.slice(wide, [1, 10], [2, 50]).dataSync();
    assert.deepEqual([rows[0], rows[49], rows[50], rows[99]], [110, 159, 210, 259]);
  });
});

test('a split gives its parts in order', () => {
  for (const axis of [0, 1, 2]) {
    const sizes = [1, shape[axis] - 1];
    const parts = tf.split(x, sizes, axis);
    const at = [0, 0, 0].with(axis, 1);
    assert.deepEqual([...parts[0].dataSync()], expected([0, 0, 0], shape.with(axis, 1)));
    assert.deepEqual([...parts[1].dataSync()], expected(at, shape.with(axis, sizes[1])));
  }
});
