import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cholesky, choleskySolve, HermitianEigen, pseudoInverse } from './hermitian.ts';
import { assertDecomposition } from './testing/decomposition.ts';
import { assertClose, assertWithin } from './testing/expect.ts';
import {
  add,
  columns,
  diagonal,
  fromFlat,
  hermitian,
  identity,
  multiply,
  scale,
  toFlat,
  zeros,
  type Matrix,
} from './testing/matrix.ts';
import { Source } from './testing/source.ts';

/** Exactly Hermitian: products of floating-point numbers are so only to rounding. */
const symmetrise = (A: Matrix) => scale(add(A, hermitian(A)), 0.5);
const withSpectrum = (source: Source, lambda: number[]) => {
  const D = source.unitary(lambda.length);
  return symmetrise(multiply(D, diagonal(lambda), hermitian(D)));
};

/** Checks every property of A = D diag(lambda) D^H and returns the eigenvalues. */
function checkDecomposition(A: Matrix): Float64Array {
  const n = A.length;
  const eigen = new HermitianEigen(n);
  const flat = toFlat(A);
  eigen.decompose(flat);
  assert.deepEqual(flat, toFlat(A), 'A is only read');
  assertDecomposition(A, fromFlat(eigen.D, n, n), eigen.lambda);
  return eigen.lambda;
}

describe('HermitianEigen', () => {
  test('decomposes random matrices of 1 to 8 rows', () => {
    const source = new Source(21);
    for (let n = 1; n <= 8; n++)
      for (let round = 0; round < 20; round++) checkDecomposition(source.hermitian(n));
  });

  test('finds a known spectrum, negative values included', () => {
    const source = new Source(22);
    const spectrum = [-3, -0.5, 0, 1e-3, 2, 7];
    assertClose(checkDecomposition(withSpectrum(source, spectrum)), spectrum, 1e-14);
  });

  test('gives the eigenvalues of a two by two matrix in closed form', () => {
    // [[2, 1 - i], [1 + i, 3]]: trace 5, determinant 4.
    const A = fromFlat([2, 0, 1, -1, 1, 1, 3, 0], 2, 2);
    assertClose(checkDecomposition(A), [1, 4], 1e-15);
  });

  test('keeps equal eigenvalues apart by orthogonal vectors', () => {
    const source = new Source(23);
    for (const spectrum of [
      [1, 1, 1, 5],
      [2, 2, 2, 2],
      [-1, -1, 4, 4],
    ]) {
      assertClose(checkDecomposition(withSpectrum(source, spectrum)), spectrum, 1e-14);
    }
    assertClose(checkDecomposition(scale(identity(5), 3)), [3, 3, 3, 3, 3], 0);
  });

  test('takes the zero matrix', () => {
    assert.deepEqual(checkDecomposition(zeros(4)), new Float64Array(4));
  });

  test('sorts a diagonal matrix without changing its values', () => {
    assert.deepEqual(checkDecomposition(diagonal([3, -1, 2, 0])), Float64Array.of(-1, 0, 2, 3));
  });

  test('takes matrices whose eigenvalues span twelve decades', () => {
    const source = new Source(24);
    for (let round = 0; round < 20; round++) {
      const spectrum = [1, 1e3, 1e6, 1e9, 1e12].map((value) => value * (1 + source.uniform()));
      assertClose(checkDecomposition(withSpectrum(source, spectrum)), spectrum, 1e-14);
    }
  });

  test('takes matrices whose rows are graded over twelve decades', () => {
    const source = new Source(25);
    const grades = diagonal([1, 1e-3, 1e-6, 1e-9, 1e-12]);
    for (let round = 0; round < 20; round++) {
      const F = source.matrix(5, 5);
      checkDecomposition(symmetrise(multiply(grades, F, hermitian(F), grades)));
    }
  });

  test('is as exact at tiny and at huge scales', () => {
    const source = new Source(26);
    for (const factor of [1e-60, 1e-20, 1e20, 1e60]) {
      checkDecomposition(scale(source.hermitian(4), factor));
    }
  });

  test('decomposes 16 by 16 matrices, of full and of low rank', () => {
    const source = new Source(27);
    checkDecomposition(source.hermitian(16));
    const F = source.matrix(16, 5);
    const lambda = checkDecomposition(symmetrise(multiply(F, hermitian(F))));
    for (let m = 0; m < 11; m++) assertWithin(lambda[m], 0, 1e-13 * lambda[15], `lambda[${m}]`);
    assert.ok(lambda[11] > 1e-3 * lambda[15]);
  });

  test('forgets the last matrix', () => {
    const source = new Source(28);
    const [A, B] = [toFlat(source.hermitian(4)), toFlat(source.hermitian(4))];
    const [used, fresh] = [new HermitianEigen(4), new HermitianEigen(4)];
    used.decompose(A);
    used.decompose(B);
    fresh.decompose(B);
    assert.deepEqual([used.lambda, used.D], [fresh.lambda, fresh.D]);
  });
});

describe('cholesky', () => {
  test('gives a lower triangle L with a positive diagonal and L L^H = A', () => {
    const source = new Source(31);
    for (let n = 1; n <= 8; n++) {
      const F = source.matrix(n, n + 2);
      const A = symmetrise(multiply(F, hermitian(F)));
      const flat = toFlat(A);
      assert.equal(cholesky(n, flat), true);
      const L = fromFlat(flat, n, n).map((row, i) =>
        row.map((value, j) => (j <= i ? value : { re: 0, im: 0 })),
      );
      assertClose(multiply(L, hermitian(L)), A, 1e-14);
      for (let i = 0; i < n; i++) assert.ok(L[i][i].re > 0 && L[i][i].im === 0);
    }
  });

  test('reads the lower triangle only', () => {
    const source = new Source(32);
    const F = source.matrix(3, 3);
    const flat = toFlat(symmetrise(multiply(F, hermitian(F))));
    const spoilt = flat.slice();
    for (const at of [2, 3, 4, 5, 10, 11]) spoilt[at] = NaN;
    cholesky(3, flat);
    cholesky(3, spoilt);
    for (const at of [0, 6, 7, 8, 12, 13, 14, 15, 16]) assert.equal(spoilt[at], flat[at]);
  });

  test('refuses what is not positive definite', () => {
    const source = new Source(33);
    assert.equal(cholesky(3, toFlat(withSpectrum(source, [-1, 2, 3]))), false);
    assert.equal(cholesky(2, new Float64Array(8)), false);
    assert.equal(cholesky(1, Float64Array.of(NaN, 0)), false);
  });

  test('choleskySolve solves A X = B for several right-hand sides', () => {
    const source = new Source(34);
    for (let n = 1; n <= 8; n++) {
      for (const p of [1, 2, 5]) {
        const F = source.matrix(n, n + 2);
        const A = symmetrise(multiply(F, hermitian(F)));
        const X = source.matrix(n, p);
        const L = toFlat(A);
        const B = toFlat(multiply(A, X));
        cholesky(n, L);
        choleskySolve(n, L, p, B);
        assertClose(multiply(A, fromFlat(B, n, p)), multiply(A, X), 1e-13);
      }
    }
  });
});

describe('pseudoInverse', () => {
  /** The four conditions of Moore and Penrose. */
  function checkMoorePenrose(A: Matrix): void {
    const n = A.length;
    const out = new Float64Array(2 * n * n).fill(7);
    pseudoInverse(new HermitianEigen(n), toFlat(A), out);
    const P = fromFlat(out, n, n);
    const tolerance = 1e-10;
    assertClose(multiply(A, P, A), A, tolerance, 'A P A');
    assertClose(multiply(P, A, P), P, tolerance, 'P A P');
    assertClose(multiply(A, P), hermitian(multiply(A, P)), tolerance, 'A P');
    assertClose(multiply(P, A), hermitian(multiply(P, A)), tolerance, 'P A');
  }

  test('meets the conditions of Moore and Penrose at every rank', () => {
    const source = new Source(41);
    for (let n = 1; n <= 6; n++) {
      for (let rank = 1; rank <= n; rank++) {
        const F = source.matrix(n, rank);
        checkMoorePenrose(symmetrise(multiply(F, hermitian(F))));
      }
    }
  });

  test('is the inverse of a matrix of full rank', () => {
    const source = new Source(42);
    const A = withSpectrum(source, [1, 2, 30, 400]);
    const out = new Float64Array(32);
    pseudoInverse(new HermitianEigen(4), toFlat(A), out);
    assertClose(multiply(A, fromFlat(out, 4, 4)), identity(4), 1e-12);
  });

  test('is zero for the zero matrix', () => {
    const out = new Float64Array(18).fill(1);
    pseudoInverse(new HermitianEigen(3), new Float64Array(18), out);
    assert.deepEqual(out, new Float64Array(18));
  });

  test('takes eigenvalues under 1e-10 of the largest for the null space, and not those above', () => {
    const source = new Source(43);
    const D = source.unitary(3);
    const A = symmetrise(multiply(D, diagonal([1e-12, 1e-8, 1]), hermitian(D)));
    const out = new Float64Array(18);
    pseudoInverse(new HermitianEigen(3), toFlat(A), out);
    const kept = columns(D, 1, 2);
    assertClose(
      fromFlat(out, 3, 3),
      multiply(kept, diagonal([1e8, 1]), hermitian(kept)),
      1e-7,
      'only the two larger ones are inverted',
    );
  });
});
