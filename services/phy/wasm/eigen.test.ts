import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertDecomposition } from '../testing/decomposition.ts';
import {
  diagonal,
  fromFlat,
  hermitian,
  identity,
  multiply,
  scale,
  toFlat,
  zeros,
  type Matrix,
} from '../testing/matrix.ts';
import { Source } from '../testing/source.ts';
import { Arena } from './arena.ts';
import { decompose, LARGEST_ORDER, tournament } from './eigen.ts';
import { KernelModule } from './module.ts';

interface Spectrum {
  D: Float64Array;
  lambda: Float64Array;
}

/** Decomposes an even number of matrices. */
function run(matrices: readonly Matrix[]): Spectrum[] {
  const n = matrices[0].length;
  const block = 2 * n * n;
  const arena = new Arena(8 * matrices.length * (2 * block + n) + 64);
  const [M, D, lambda] = [block, block, n].map((size) => arena.float64(matrices.length * size));
  for (const [m, matrix] of matrices.entries()) M.set(toFlat(matrix), m * block);
  const kernels = new KernelModule({ decompose: decompose(n, 0) }, { memories: 1 }).over([arena.memory]);
  kernels.decompose(M.byteOffset, D.byteOffset, lambda.byteOffset, matrices.length / 2);
  return matrices.map((_, m) => ({
    D: D.slice(m * block, (m + 1) * block),
    lambda: lambda.slice(m * n, (m + 1) * n),
  }));
}

for (let n = 1; n <= LARGEST_ORDER; n++)
  test(`matrices of order ${n}, near and far from diagonal, of all sizes and ranks`, () => {
    const source = new Source(600 + n);
    const outer = source.matrix(n, 1);
    const matrices = [
      source.hermitian(n),
      scale(source.hermitian(n), 1e12),
      diagonal(source.values(n)),
      multiply(outer, hermitian(outer)),
      zeros(n),
      scale(identity(n), 3),
    ];
    for (const [m, { D, lambda }] of run(matrices).entries())
      assertDecomposition(matrices[m], fromFlat(D, n, n), lambda);
  });

test('what becomes of a matrix does not hang on the one beside it, nor on the half that it is in', () => {
  const source = new Source(620);
  const A = source.hermitian(4);
  const neighbours = [source.hermitian(4), zeros(4), scale(source.hermitian(4), 1e9), diagonal([1, 2, 3, 4])];
  const [alone] = run([A, A]);
  for (const B of neighbours) {
    assert.deepEqual(run([A, B])[0], alone);
    assert.deepEqual(run([B, A])[1], alone);
  }
});

test('a tournament has every pair once, and nobody twice in a round', () => {
  for (let n = 1; n <= LARGEST_ORDER; n++) {
    const rounds = tournament(n);
    for (const round of rounds) assert.equal(new Set(round.flat()).size, 2 * round.length);
    assert.equal(new Set(rounds.flat().map(([p, q]) => p * n + q)).size, (n * (n - 1)) / 2);
    assert.equal(rounds.flat().length, (n * (n - 1)) / 2);
  }
});
