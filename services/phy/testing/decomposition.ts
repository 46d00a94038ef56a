import assert from 'node:assert/strict';
import { assertWithin } from './expect.ts';
import { diagonal, hermitian, identity, multiply, squaredNorm, subtract, type Matrix } from './matrix.ts';

const norm = (A: Matrix) => Math.sqrt(squaredNorm(A));

/** Checks every property of A = D diag(lambda) D^H. */
export function assertDecomposition(A: Matrix, D: Matrix, lambda: Float64Array): void {
  const n = A.length;
  const residual = subtract(multiply(A, D), multiply(D, diagonal(lambda)));
  assertWithin(norm(residual), 0, 1e-14 * n * norm(A), '|A D - D Lambda|');
  assertWithin(norm(subtract(multiply(hermitian(D), D), identity(n))), 0, 1e-14 * n, '|D^H D - I|');
  for (let m = 1; m < n; m++) assert.ok(lambda[m] >= lambda[m - 1], 'ascending');
}
