import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertClose } from '../testing/expect.ts';
import { add, diagonal, hermitian, inverse, multiply, toFlat, type Matrix } from '../testing/matrix.ts';
import { Source } from '../testing/source.ts';
import { Arena } from './arena.ts';
import { factor, substitute } from './cholesky.ts';
import { KernelModule } from './module.ts';
import { wholeTiles } from './tile.ts';

/** Solves (A + lambda I) X = B in rows of `pitch`; null where A is found not to be positive definite. */
function solve(A: Matrix, B: Matrix, lambda: number, pitch: number): Float64Array | null {
  const [n, p] = [A.length, B[0].length];
  const [order, rows] = [wholeTiles(n), wholeTiles(n) + wholeTiles(p)];
  const arena = new Arena(16 * rows * pitch);
  const system = arena.float64(2 * rows * pitch);
  for (const [i, row] of A.entries()) system.set(toFlat([row.slice(0, i + 1)]), 2 * i * pitch);
  for (const [s, row] of hermitian(B).entries()) system.set(toFlat([row]), 2 * (order + s) * pitch);
  const module = new KernelModule({ factor: factor(pitch), substitute: substitute(pitch) }, { memories: 1 });
  const kernels = module.over([arena.memory]);
  if (kernels.factor(0, order, rows, lambda) === 0) return null;
  kernels.substitute(0, order, rows);
  const X = Array.from({ length: n }, (_, i) =>
    Array.from({ length: p }, (_, s) => {
      const at = 2 * ((order + s) * pitch + i);
      return { re: system[at], im: -system[at + 1] };
    }),
  );
  return toFlat(X);
}

const source = new Source(561);

/** Positive semidefinite, of rank at most `rank`. */
const ofRank = (n: number, rank: number) => {
  const G = source.matrix(n, rank);
  return multiply(G, hermitian(G));
};

const regularised = (A: Matrix, lambda: number) => add(A, diagonal(A.map(() => lambda)));

test('solves systems of even and odd order with any number of right-hand sides, from the lower triangle', () => {
  for (const [n, p, pitch] of [
    [1, 1, 2],
    [2, 3, 2],
    [3, 2, 6],
    [4, 5, 4],
    [7, 1, 8],
    [12, 4, 13],
    [25, 6, 26],
  ]) {
    for (const lambda of [0.1, 3]) {
      const [A, B] = [ofRank(n, n + 2), source.matrix(n, p)];
      const expected = multiply(inverse(regularised(A, lambda)), B);
      assertClose(solve(A, B, lambda, pitch) as Float64Array, expected, 1e-11, `order ${n}, ${p} sides`);
    }
  }
});

test('solves what only lambda keeps from being singular', () => {
  const [A, B] = [ofRank(6, 2), source.matrix(6, 2)];
  const expected = multiply(inverse(regularised(A, 0.01)), B);
  assertClose(solve(A, B, 0.01, 6) as Float64Array, expected, 1e-10);
});

test('says so where a matrix is not positive definite, in the first and in the last pivot of a tile', () => {
  for (const n of [1, 2, 3, 4, 9]) {
    for (let place = 0; place < n; place++) {
      const values = Array.from({ length: n }, (_, i) => (i === place ? -1 : 2));
      assert.equal(solve(diagonal(values), source.matrix(n, 1), 0.5, 10), null, `order ${n}, place ${place}`);
      assert.notEqual(solve(diagonal(values), source.matrix(n, 1), 1.5, 10), null);
    }
  }
  assert.equal(solve([[{ re: NaN, im: 0 }]], source.matrix(1, 1), 1, 2), null);
});
