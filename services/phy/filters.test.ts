import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FilterEquations, fromCholesky } from './filters.ts';
import { HermitianEigen } from './hermitian.ts';
import { assertClose, assertFinite, assertWithin } from './testing/expect.ts';
import {
  add,
  build,
  complex,
  diagonal,
  fromFlat,
  hermitian,
  identity,
  inverse,
  multiply,
  scale,
  solve,
  subtract,
  sum,
  toFlat,
  trace,
  type Matrix,
} from './testing/matrix.ts';
import { Source } from './testing/source.ts';

const sizes: [Nr: number, Ns: number][] = [
  [1, 1],
  [2, 1],
  [2, 2],
  [4, 2],
  [4, 4],
];

/** One user: its own effective channel, those of others, and J_k with the noise. */
interface User {
  Xi: Matrix;
  others: Matrix[];
  J: Matrix;
}

function drawUser(source: Source, Nr: number, Ns: number, signal = 3): User {
  const Xi = source.matrix(Nr, Ns, signal);
  const others = Array.from({ length: 4 }, () => source.matrix(Nr, Ns));
  const grams = [Xi, ...others].map((x) => multiply(x, hermitian(x)));
  return { Xi, others, J: sum(grams, identity(Nr)) };
}

/** (15), term by term. */
function naiveError({ Xi, others }: User, U: Matrix): Matrix {
  const UH = hermitian(U);
  const own = subtract(identity(Xi[0].length), multiply(UH, Xi));
  const leaks = others.map((x) => multiply(UH, x, hermitian(x), U));
  return sum([multiply(own, hermitian(own)), multiply(UH, U)], sum(leaks.slice(1), leaks[0]));
}

/** U and W from the code under test. */
function equationsOf(user: User, loading = 0, floor = 0): { U: Matrix; W: Matrix } {
  const [Nr, Ns] = [user.Xi.length, user.Xi[0].length];
  const equations = new FilterEquations(Nr, Ns);
  const [U, W] = [new Float64Array(2 * Nr * Ns), new Float64Array(2 * Ns * Ns).fill(8)];
  // An offset that is not zero, as where Xi_k,k stands inside a larger array.
  const Xi = Float64Array.from([7, 7, ...toFlat(user.Xi)]);
  equations.receiveFilter(toFlat(user.J), loading, Xi, 2, U);
  equations.weight(U, Xi, 2, floor, W);
  return { U: fromFlat(U, Nr, Ns), W: fromFlat(W, Ns, Ns) };
}

for (const [Nr, Ns] of sizes) {
  describe(`filter equations with N_r = ${Nr}, N_s = ${Ns}`, () => {
    const source = new Source(80 + 10 * Nr + Ns);

    test('U solves J U = Xi (17)', () => {
      for (let round = 0; round < 20; round++) {
        const user = drawUser(source, Nr, Ns);
        assertClose(multiply(user.J, equationsOf(user).U), user.Xi, 1e-13);
      }
    });

    test('no change of U lowers tr E', () => {
      for (let round = 0; round < 5; round++) {
        const user = drawUser(source, Nr, Ns);
        const { U } = equationsOf(user);
        const least = trace(naiveError(user, U)).re;
        for (const size of [1e-3, 1e-2, 0.1, 1]) {
          for (let n = 0; n < 10; n++) {
            const other = add(U, source.matrix(Nr, Ns, size));
            assert.ok(trace(naiveError(user, other)).re > least);
          }
        }
      }
    });

    test('meanSquaredError is (15), for any U', () => {
      for (let round = 0; round < 20; round++) {
        const user = drawUser(source, Nr, Ns);
        const U = source.matrix(Nr, Ns);
        const E = new Float64Array(2 * Ns * Ns).fill(4);
        const equations = new FilterEquations(Nr, Ns);
        equations.meanSquaredError(
          toFlat(user.J),
          toFlat(U),
          Float64Array.from([1, ...toFlat(user.Xi)]),
          1,
          E,
        );
        assertClose(E, naiveError(user, U), 1e-13);
      }
    });

    test('W is the inverse of the error (15) at the best U (16)', () => {
      for (let round = 0; round < 20; round++) {
        const user = drawUser(source, Nr, Ns);
        const { U, W } = equationsOf(user);
        assertClose(multiply(W, naiveError(user, U)), identity(Ns), 1e-10);
      }
    });

    test('W is Hermitian to the last bit and positive definite', () => {
      for (let round = 0; round < 20; round++) {
        const { W } = equationsOf(drawUser(source, Nr, Ns, source.decades(-3, 5)));
        for (let i = 0; i < Ns; i++) {
          for (let j = 0; j < Ns; j++) {
            assertWithin(W[i][j].re, W[j][i].re, 1e-15 * Math.abs(W[i][i].re), 'real part');
            assertWithin(W[i][j].im, -W[j][i].im, 1e-15 * Math.abs(W[i][i].re), 'imaginary part');
          }
        }
        assert.ok(smallestEigenvalue(W) > 0);
      }
    });

    test('ln det W is the rate: the WMMSE identity', () => {
      const user = drawUser(source, Nr, Ns);
      const noise = subtract(user.J, multiply(user.Xi, hermitian(user.Xi)));
      const gamma = multiply(hermitian(user.Xi), solve(noise, user.Xi));
      const rate = product(spectrum(add(identity(Ns), gamma)));
      assertWithin(product(spectrum(equationsOf(user).W)) / rate, 1, 1e-9, 'det W over det (I + Gamma)');
    });

    test('loading equals adding to J', () => {
      const user = drawUser(source, Nr, Ns);
      for (const loading of [0.5, 30, 4e5]) {
        const loaded = { ...user, J: add(user.J, scale(identity(Nr), loading)) };
        assert.deepEqual(equationsOf(user, loading), equationsOf(loaded));
      }
    });

    test('W stays finite and positive definite on observations rounded to float32, at any signal', () => {
      for (let round = 0; round < 100; round++) {
        const user = drawUser(source, Nr, Ns, source.decades(0, 6));
        const rounded = { ...user, Xi: toFloat32(user.Xi), J: toFloat32(user.J) };
        const { U, W } = equationsOf(rounded, 0, 1e-7);
        assertFinite(toFlat(U), 'U');
        assertFinite(toFlat(W), 'W');
        const lambda = spectrum(W);
        // E has eigenvalues between the floor and, up to rounding, 1.
        assert.ok(lambda[0] > 0.99 && lambda[Ns - 1] <= 1e7 * (1 + 1e-9), `eigenvalues ${lambda.join()}`);
      }
    });
  });
}

test('the floor bounds only eigenvalues of E that are below it', () => {
  const equations = new FilterEquations(2, 2);
  const W = new Float64Array(8);
  // U^H Xi = diag(0.5, 1 - 1e-9): E = diag(0.5, 1e-9).
  const Xi = toFlat(diagonal([0.5, 1 - 1e-9]));
  equations.weight(toFlat(identity(2)), Xi, 0, 1e-7, W);
  assertClose(W, diagonal([2, 1e7]), 1e-12);
  equations.weight(toFlat(identity(2)), Xi, 0, 0, W);
  assertClose(W, diagonal([2, 1e9]), 1e-6);
});

test('a user without a signal gets U = 0 and W = I', () => {
  const { U, W } = equationsOf({ Xi: scale(identity(2), 0), others: [], J: identity(2) });
  assertClose(U, scale(identity(2), 0), 0);
  assertClose(W, identity(2), 0);
});

test('a J that is not positive definite gives U = 0 and not rubbish', () => {
  const { U, W } = equationsOf({ Xi: identity(2), others: [], J: diagonal([1, -1]) });
  assertClose(U, scale(identity(2), 0), 0);
  assertClose(W, identity(2), 0);
});

test('turning the streams turns U and W with them', () => {
  const source = new Source(89);
  const user = drawUser(source, 2, 2);
  const Q = source.unitary(2);
  const { U, W } = equationsOf(user);
  const turned = equationsOf({ ...user, Xi: multiply(user.Xi, Q) });
  assertClose(turned.U, multiply(U, Q), 1e-13);
  assertClose(turned.W, multiply(hermitian(Q), W, Q), 1e-10);
});

test('inputs are only read', () => {
  const source = new Source(90);
  const user = drawUser(source, 2, 2);
  const [J, Xi] = [toFlat(user.J), toFlat(user.Xi)];
  const equations = new FilterEquations(2, 2);
  const U = new Float64Array(8);
  equations.receiveFilter(J, 3, Xi, 0, U);
  const before = U.slice();
  equations.weight(U, Xi, 0, 0, new Float64Array(8));
  equations.meanSquaredError(J, U, Xi, 0, new Float64Array(8));
  assert.deepEqual([J, Xi, U], [toFlat(user.J), toFlat(user.Xi), before]);
});

test('fromCholesky gives L L^H (31)', () => {
  const source = new Source(91);
  for (let n = 1; n <= 4; n++) {
    const L = build(n, n, (i, j) =>
      j > i
        ? complex(0)
        : j === i
          ? complex(0.1 + source.uniform())
          : complex(source.normal(), source.normal()),
    );
    const W = new Float64Array(2 * n * n).fill(6);
    fromCholesky(n, toFlat(L), W);
    assertClose(W, multiply(L, hermitian(L)), 1e-15);
    assertClose(multiply(fromFlat(W, n, n), inverse(multiply(L, hermitian(L)))), identity(n), 1e-9);
  }
});

function spectrum(A: Matrix): number[] {
  const eigen = new HermitianEigen(A.length);
  eigen.decompose(toFlat(A));
  return [...eigen.lambda];
}
const smallestEigenvalue = (A: Matrix) => spectrum(A)[0];
const product = (values: number[]) => values.reduce((a, b) => a * b, 1);
const toFloat32 = (A: Matrix) =>
  A.map((row) => row.map(({ re, im }) => complex(Math.fround(re), Math.fround(im))));
