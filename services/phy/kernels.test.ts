import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kernel, type KernelInit } from './kernels.ts';
import { assertClose } from './testing/expect.ts';
import { add, fromFlat, hermitian, multiply } from './testing/matrix.ts';
import { Source } from './testing/source.ts';

const inits: KernelInit[] = [false, true].flatMap((hermitianA) =>
  [false, true].flatMap((hermitianB) =>
    [false, true].map((overwrite) => ({ hermitianA, hermitianB, overwrite })),
  ),
);
/** Unrolled sizes, and sizes on both sides of where unrolling ends (m n p = 160). */
const sizes: [m: number, n: number, p: number][] = [
  [1, 1, 1],
  [2, 4, 2],
  [4, 2, 4],
  [4, 4, 2],
  [3, 5, 2],
  [5, 8, 4],
  [7, 23, 1],
  [8, 8, 8],
  [2, 9, 11],
];

for (const init of inits) {
  const { hermitianA = false, hermitianB = false, overwrite = false } = init;
  const name = `C ${overwrite ? '=' : '+='} A${hermitianA ? '^H' : ''} B${hermitianB ? '^H' : ''}`;
  test(`a kernel gives ${name} at any size and offset and touches nothing else`, () => {
    const source = new Source(13);
    for (const [m, n, p] of sizes) {
      for (let round = 0; round < 5; round++) {
        const [a, b, c] = [source.integer(0, 5), source.integer(0, 5), source.integer(0, 5)];
        const A = source.values(a + 2 * m * n);
        const B = source.values(b + 2 * n * p);
        const C = source.values(c + 2 * m * p + 3);
        const C0 = C.slice();
        const matrixA = hermitianA ? hermitian(fromFlat(A, n, m, a)) : fromFlat(A, m, n, a);
        const matrixB = hermitianB ? hermitian(fromFlat(B, p, n, b)) : fromFlat(B, n, p, b);
        const product = multiply(matrixA, matrixB);
        kernel(m, n, p, init)(A, a, B, b, C, c);
        const expected = overwrite ? product : add(fromFlat(C0, m, p, c), product);
        assertClose(fromFlat(C, m, p, c), expected, 1e-14, `${m}x${n}x${p}`);
        assert.deepEqual(C.subarray(0, c), C0.subarray(0, c));
        assert.deepEqual(C.subarray(c + 2 * m * p), C0.subarray(c + 2 * m * p));
      }
    }
  });
}

test('a kernel multiplies a matrix with itself', () => {
  const source = new Source(14);
  const A = source.values(2 * 4 * 2);
  const C = new Float64Array(2 * 4 * 4);
  kernel(4, 2, 4, { hermitianB: true, overwrite: true })(A, 0, A, 0, C, 0);
  assertClose(C, multiply(fromFlat(A, 4, 2), hermitian(fromFlat(A, 4, 2))), 1e-15);
});

test('kernels of one shape and different options are different', () => {
  const A = Float64Array.of(0, 1);
  const C = new Float64Array(2);
  kernel(1, 1, 1, { overwrite: true })(A, 0, A, 0, C, 0);
  assert.deepEqual(C, Float64Array.of(-1, 0));
  kernel(1, 1, 1, { hermitianA: true, overwrite: true })(A, 0, A, 0, C, 0);
  assert.deepEqual(C, Float64Array.of(1, 0));
});
