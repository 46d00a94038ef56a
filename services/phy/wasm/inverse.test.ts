import { test } from 'node:test';
import { assertClose } from '../testing/expect.ts';
import { add, diagonal, fromFlat, hermitian, inverse, multiply, toFlat } from '../testing/matrix.ts';
import { Source } from '../testing/source.ts';
import { Arena } from './arena.ts';
import { factor } from './cholesky.ts';
import { invert } from './inverse.ts';
import { KernelModule } from './module.ts';

test('factor and invert make the inverse of a regularised matrix from its lower triangle, both triangles', () => {
  const source = new Source(563);
  for (const [n, pitch] of [
    [2, 2],
    [4, 4],
    [6, 9],
    [18, 18],
    [40, 41],
  ]) {
    for (const rank of [n, 1]) {
      const G = source.matrix(n, rank);
      const A = multiply(G, hermitian(G));
      const arena = new Arena(2 * 16 * n * pitch);
      const [system, other] = [1, 2].map(() => arena.float64(2 * n * pitch));
      for (const [i, row] of A.entries()) system.set(toFlat([row.slice(0, i + 1)]), 2 * i * pitch);
      const kernels = { factor: factor(pitch), invert: invert(pitch) };
      const made = new KernelModule(kernels, { memories: 1 }).over([arena.memory]);
      made.factor(system.byteOffset, n, n, 0.3);
      made.invert(system.byteOffset, other.byteOffset, n);
      const result = fromFlat(system, n, pitch).map((row) => row.slice(0, n));
      assertClose(toFlat(result), inverse(add(A, diagonal(A.map(() => 0.3)))), 1e-11, `order ${n}`);
    }
  }
});
