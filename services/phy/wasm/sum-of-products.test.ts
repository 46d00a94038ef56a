import { describe, test } from 'node:test';
import { assertClose } from '../testing/expect.ts';
import { build, hermitian, multiply, sum, toFlat, zeros, type Matrix } from '../testing/matrix.ts';
import { Source } from '../testing/source.ts';
import { Arena } from './arena.ts';
import { COMPLEX } from './complex.ts';
import { copyMatrices } from './copy-matrices.ts';
import { KernelModule } from './module.ts';
import { rowsFirst, sumOfProducts, transposed } from './sum-of-products.ts';

const [OWN, PLANS] = [0, 1];
const source = new Source(562);

/** Matrices put one after the other into memory, and where each one is. */
function place(arena: Arena, matrices: readonly Matrix[]): number[] {
  return matrices.map((matrix) => {
    const array = arena.float64(2 * matrix.length * matrix[0].length);
    array.set(toFlat(matrix));
    return array.byteOffset;
  });
}

/** Both ways of a sum: A B^H of rows, and A^H B of columns; the sums of two turns in rows of `pitch`. */
function sums(m: number, n: number, p: number, counts: readonly number[], pitch: number) {
  const arena = new Arena(1 << 20);
  const plans = new Arena(1 << 16);
  const made = counts.map((count) =>
    Array.from({ length: count }, () => [source.matrix(m, n), source.matrix(p, n)]),
  );
  const results: { values: Float64Array; expected: Matrix }[] = [];
  const run = (columns: boolean) => {
    const words = made.flatMap((pairs) => {
      const values = arena.float64(2 * m * pitch).fill(7);
      const product = ([A, B]: Matrix[]) => multiply(A, hermitian(B));
      results.push({ values, expected: sum(pairs.map(product), zeros(m, p)) });
      const factors = pairs.flatMap((pair) => place(arena, columns ? pair.map(hermitian) : pair));
      return [values.byteOffset, pairs.length, ...factors];
    });
    const plan = plans.int32(words.length);
    plan.set(words);
    const layout = (rows: number) => (columns ? transposed(rowsFirst(OWN, rows)) : rowsFirst(OWN, n));
    const C = rowsFirst(OWN, pitch);
    const init = { m, n, p, A: layout(m), B: layout(p), C, conjugated: columns ? 'A' : 'B' } as const;
    const module = new KernelModule({ add: sumOfProducts(PLANS, init) }, { memories: 2 });
    module.over([arena.memory, plans.memory]).add(plan.byteOffset, counts.length);
  };
  run(false);
  run(true);
  return results;
}

describe('sumOfProducts', () => {
  for (const [m, n, p] of [
    [1, 1, 1],
    [2, 4, 2],
    [4, 2, 4],
    [3, 5, 4],
    [4, 8, 1],
    [5, 9, 3],
    [1, 20, 6],
  ]) {
    test(`sums products of [${m}, ${n}] and [${n}, ${p}] in every turn, and touches nothing beside the sum`, () => {
      const pitch = p + 2;
      for (const { values, expected } of sums(m, n, p, [1, 0, 4], pitch)) {
        const filled = build(m, pitch, (i, j) => (j < p ? expected[i][j] : { re: 7, im: 7 }));
        assertClose(values, filled, 1e-13);
      }
    });
  }
});

test('copyMatrices copies between layouts, conjugated or not', () => {
  const [A, B] = [source.matrix(3, 4), source.matrix(3, 4)];
  for (const conjugated of [false, true]) {
    const arena = new Arena(4096);
    const from = place(arena, [A, B]);
    const to = [1, 2].map(() => arena.float64(2 * 4 * 5));
    const plans = new Arena(64);
    plans.int32(4).set([from[0], to[0].byteOffset, from[1], to[1].byteOffset + COMPLEX]);
    const init = {
      rows: 3,
      columns: 4,
      from: rowsFirst(OWN, 4),
      to: transposed(rowsFirst(OWN, 5)),
      conjugated,
    };
    const module = new KernelModule({ copy: copyMatrices(PLANS, init) }, { memories: 2 });
    module.over([arena.memory, plans.memory]).copy(0, 2);
    for (const [n, matrix] of [A, B].entries()) {
      const expected = build(4, 5, (j, i) => {
        const { re, im } = matrix[i - n]?.[j] ?? { re: 0, im: 0 };
        return { re, im: conjugated ? -im : im };
      });
      assertClose(to[n], expected, 0);
    }
  }
});
