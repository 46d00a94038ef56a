import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addToDiagonal, mulAdd, mulByHermitianAdd, mulHermitianAdd } from './complex.ts';
import { assertClose } from './testing/expect.ts';
import { add, fromFlat, hermitian, identity, multiply, scale, type Matrix } from './testing/matrix.ts';
import { Source } from './testing/source.ts';

type Product = typeof mulAdd;

/** Runs `product` on random sizes and offsets, inside larger memory whose other numbers must stay as they are. */
function checkProduct(
  product: Product,
  shapes: (m: number, n: number, p: number) => [a: [number, number], b: [number, number]],
  oracle: (A: Matrix, B: Matrix) => Matrix,
): void {
  const source = new Source(11);
  for (let round = 0; round < 200; round++) {
    const [m, n, p] = [source.integer(1, 6), source.integer(1, 6), source.integer(1, 6)];
    const [a, b, c] = [source.integer(0, 5), source.integer(0, 5), source.integer(0, 5)];
    const [[ar, ac], [br, bc]] = shapes(m, n, p);
    const A = source.values(a + 2 * ar * ac + 3);
    const B = source.values(b + 2 * br * bc + 3);
    const C = source.values(c + 2 * m * p + 3);
    const [A0, B0, C0] = [A.slice(), B.slice(), C.slice()];
    product(m, n, p, A, a, B, b, C, c);
    const expected = add(fromFlat(C0, m, p, c), oracle(fromFlat(A, ar, ac, a), fromFlat(B, br, bc, b)));
    assertClose(fromFlat(C, m, p, c), expected, 1e-14, `${m}x${n}x${p}`);
    assert.deepEqual([A, B], [A0, B0]);
    assert.deepEqual(C.subarray(0, c), C0.subarray(0, c));
    assert.deepEqual(C.subarray(c + 2 * m * p), C0.subarray(c + 2 * m * p));
  }
}

test('mulAdd adds A B to C at any size and offset and touches nothing else', () => {
  checkProduct(
    mulAdd,
    (m, n, p) => [
      [m, n],
      [n, p],
    ],
    (A, B) => multiply(A, B),
  );
});

test('mulHermitianAdd adds A^H B to C at any size and offset and touches nothing else', () => {
  checkProduct(
    mulHermitianAdd,
    (m, n, p) => [
      [n, m],
      [n, p],
    ],
    (A, B) => multiply(hermitian(A), B),
  );
});

test('mulByHermitianAdd adds A B^H to C at any size and offset and touches nothing else', () => {
  checkProduct(
    mulByHermitianAdd,
    (m, n, p) => [
      [m, n],
      [p, n],
    ],
    (A, B) => multiply(A, hermitian(B)),
  );
});

test('an inner dimension of zero adds nothing', () => {
  const C = Float64Array.of(1, 2, 3, 4);
  for (const product of [mulAdd, mulHermitianAdd, mulByHermitianAdd]) {
    product(1, 0, 2, new Float64Array(0), 0, new Float64Array(0), 0, C, 0);
  }
  assert.deepEqual(C, Float64Array.of(1, 2, 3, 4));
});

test('addToDiagonal adds a real multiple of the identity', () => {
  const source = new Source(12);
  for (let n = 1; n <= 6; n++) {
    const M = source.values(2 * n * n);
    const expected = add(fromFlat(M, n, n), scale(identity(n), -2.5));
    addToDiagonal(n, M, -2.5);
    assertClose(fromFlat(M, n, n), expected, 1e-15);
  }
});
