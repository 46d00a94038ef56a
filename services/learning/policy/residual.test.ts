import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assertClose, assertFinite } from '@chorus/phy/testing/expect.ts';
import {
  add,
  complex,
  determinant,
  diagonal,
  fromFlat,
  hermitian,
  identity,
  multiply,
  scale,
  solve,
  squaredNorm,
  subtract,
  toFlat,
  trace,
  zeros,
  type Matrix,
} from '@chorus/phy/testing/matrix.ts';
import { Source } from '@chorus/phy/testing/source.ts';
import {
  drawSituation,
  gram,
  noiseAnd,
  observations,
  seenInterference,
  show,
  skewness,
  turn,
  type Situation,
} from '../testing/situation.ts';
import type { Observed, PolicyInit } from './policy.ts';
import { ResidualPolicy } from './residual.ts';

const reach = { interference: 3, weight: 2 };
const users = 4;
/** N_r and N_s. */
const antennas = [
  [1, 1],
  [2, 2],
  [2, 1],
  [3, 2],
  [4, 2],
] as const;

const source = new Source(901);
const actionOf = (size: number) => Float64Array.from({ length: size }, () => 2 * source.uniform() - 1);

function apply(init: PolicyInit, seen: Observed, action?: Float64Array) {
  const { nr, ns } = init;
  const policy = new ResidualPolicy(init, reach);
  const features = new Float64Array(policy.observationSize).fill(NaN);
  policy.observe(seen, features);
  const U = new Float64Array(2 * nr * ns);
  const W = new Float64Array(2 * ns * ns);
  policy.act(action ?? new Float64Array(policy.actionSize), U, W);
  return { policy, features, U: fromFlat(U, nr, ns), W: fromFlat(W, ns, ns) };
}

/** (17) and (16) under interference and noise R. */
function closedForm(Xi: Matrix, R: Matrix): { U: Matrix; W: Matrix } {
  const U = solve(add(gram(Xi), R), Xi);
  const E = subtract(identity(Xi[0].length), multiply(hermitian(U), Xi));
  return { U, W: solve(E, identity(E.length)) };
}

/** A user whose own receive directions are known: Xi = D diag(s) Q^H, the strongest first. */
function knownDirections(nr: number, ns: number): { situation: Situation; D: Matrix; strengths: number[] } {
  const D = source.unitary(nr);
  const strengths = Array.from({ length: ns }, (_, i) => 3000 / 2 ** i);
  const S = Array.from({ length: nr }, (_, i) =>
    Array.from({ length: ns }, (_, j) => complex(i === j ? strengths[i] : 0)),
  );
  const own = multiply(D, S, hermitian(source.unitary(ns)));
  const { others, unseen } = drawSituation(source, nr, ns, users);
  /** Among directions without own signal each user is heard in one only, the first the loudest: these are known, too. */
  const inOne = (Xi: Matrix, i: number) => {
    const rows = multiply(hermitian(D), Xi).map((row, d) => {
      if (d < ns || nr - ns < 2) return row;
      const heard = d - ns === i % (nr - ns);
      return scale([row], heard ? 300 / 4 ** (d - ns) / Math.sqrt(squaredNorm([row])) : 0)[0];
    });
    return multiply(D, rows);
  };
  return { situation: { own, others: others.map(inOne), unseen: unseen.map(inOne) }, D, strengths };
}

/** Eigenvalues of a Hermitian matrix of one or two rows times factors, the largest's first, by Sylvester's formula. */
function scaleEigenvalues(A: Matrix, factors: number[]): Matrix {
  if (A.length === 1) return scale(A, factors[0]);
  const half = trace(A).re / 2;
  const spread = Math.sqrt(half * half - determinant(A).re);
  const values = [half + spread, half - spread];
  const part = (i: number) => {
    const other = values[1 - i];
    const projector = scale(subtract(A, scale(identity(2), other)), 1 / (values[i] - other));
    return scale(projector, values[i] * factors[i]);
  };
  return add(part(0), part(1));
}

function assertPositiveDefinite(W: Matrix, what: string): void {
  assertFinite(toFlat(W), what);
  assert.ok(skewness(W) <= 1e-12, `${what} is Hermitian`);
  for (let n = 1; n <= W.length; n++) {
    const minor = determinant(W.slice(0, n).map((row) => row.slice(0, n))).re;
    assert.ok(minor > 0, `${what}: leading minor ${n} is ${minor}`);
  }
}

for (const observe of observations) {
  describe(`residual policy under ${observe}`, () => {
    for (const [nr, ns] of antennas) {
      for (const loadingDb of [null, 40]) {
        const init: PolicyInit = { observe, observed: users, nr, ns, loadingDb };
        const size = `N_r = ${nr}, N_s = ${ns}, ${loadingDb} dB`;

        test(`action 0 is (16)-(17) at ${size}`, () => {
          const situation = drawSituation(source, nr, ns, users);
          const { U, W } = apply(init, show(situation, observe));
          const expected = closedForm(situation.own, seenInterference(situation, observe, loadingDb));
          assertClose(U, expected.U, 1e-7);
          assertClose(W, expected.W, 1e-6);
        });

        test(`an action is (17) under T R T, and (16) with its eigenvalues scaled, at ${size}`, () => {
          const { situation, D } = knownDirections(nr, ns);
          const action = actionOf(nr + ns);
          const { U, W } = apply(init, show(situation, observe), action);
          const factors = Array.from(action.subarray(0, nr), (a) => Math.exp((a * reach.interference) / 2));
          const T = multiply(D, diagonal(factors), hermitian(D));
          const R = multiply(T, seenInterference(situation, observe, loadingDb), T);
          const expected = closedForm(situation.own, R);
          assertClose(U, expected.U, 1e-7);
          const weights = Array.from(action.subarray(nr), (a) => Math.exp(a * reach.weight));
          assertClose(W, scaleEigenvalues(expected.W, weights), 1e-6);
        });

        test(`features are powers along the own directions at ${size}`, () => {
          const { situation, D, strengths } = knownDirections(nr, ns);
          const { features } = apply(init, show(situation, observe));
          const along = (M: Matrix) => multiply(hermitian(D), M, D);
          const R = along(seenInterference(situation, observe, null));
          const own = Array.from({ length: nr }, (_, d) => (d < ns ? strengths[d] ** 2 : 0));
          const magnitudes = R.flatMap((row, i) =>
            row.slice(0, i).map(({ re, im }, j) => Math.hypot(re, im) / Math.sqrt(R[i][i].re * R[j][j].re)),
          );
          const coherence = magnitudes.reduce((a, b) => a + b, 0) / Math.max(1, magnitudes.length);
          const decades = (powers: number[]) => powers.map((power) => Math.log10(power));
          const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
          const strength = decades(own.slice(0, ns).map((power) => 1 + power));
          const seen = decades(R.map((row, d) => row[d].re));
          const expected = [
            (mean(strength) - 6.8) / 0.45,
            (strength[0] - strength[ns - 1] - 0.3) / 0.3,
            (mean(seen) - 5) / 0.5,
            (seen[0] - seen[nr - 1]) / 0.3,
            (coherence - 0.3) / 0.2,
          ];
          if (observe === 'neighbours') {
            const shares = situation.others.map((other) => trace(gram(other)).re);
            const all = shares.reduce((a, b) => a + b, 0);
            expected.push((Math.max(0, ...shares) / (all || 1) - 0.5) / 0.2, Math.max(0, expected[0]));
          }
          assertClose(features, expected, 1e-6);
        });

        test(`turning streams and antennas turns the filters, and no feature, at ${size}`, () => {
          const situation = drawSituation(source, nr, ns, users);
          const P = source.unitary(nr);
          const Q = source.unitary(ns);
          const action = actionOf(nr + ns);
          const before = apply(init, show(situation, observe), action);
          const turned = turn(situation, P, () => source.unitary(ns), Q);
          const after = apply(init, show(turned, observe), action);
          assertClose(after.features, before.features, 1e-6);
          assertClose(after.U, multiply(P, before.U, Q), 1e-7);
          assertClose(after.W, multiply(hermitian(Q), before.W, Q), 1e-6);
        });

        test(`imitation gives the interference along the own directions at ${size}`, () => {
          const { situation, D } = knownDirections(nr, ns);
          const { policy } = apply(init, show(situation, observe));
          const seen = multiply(hermitian(D), seenInterference(situation, observe, loadingDb), D);
          // One direction beyond reach, the others within it.
          const wanted = seen.map((row, d) => row[d].re * (d === 0 ? 1e6 : 4));
          const action = new Float64Array(policy.actionSize).fill(NaN);
          policy.imitate(toFlat(multiply(D, diagonal(wanted), hermitian(D))), action);
          const inReach = Math.log(4) / reach.interference;
          const expected = Array.from({ length: nr + ns }, (_, d) => (d === 0 ? 1 : d < nr ? inReach : 0));
          assertClose(action, expected, 1e-6);
        });
      }

      test(`W is Hermitian positive definite for every action at N_r = ${nr}, N_s = ${ns}`, () => {
        const init: PolicyInit = { observe, observed: users, nr, ns, loadingDb: null };
        const corners = Array.from({ length: 2 ** (nr + ns) }, (_, n) =>
          Float64Array.from({ length: nr + ns }, (_, i) => ((n >> i) & 1) * 2 - 1),
        );
        for (const action of [...corners, actionOf(nr + ns), actionOf(nr + ns)]) {
          const seen = show(drawSituation(source, nr, ns, users), observe);
          const { U, W } = apply(init, seen, action);
          assertFinite(toFlat(U), 'U');
          assertPositiveDefinite(W, 'W');
        }
      });

      test(`channels of zeros give finite features and filters at N_r = ${nr}, N_s = ${ns}`, () => {
        const none = zeros(nr, ns);
        const silent = { own: none, others: Array.from({ length: users - 1 }, () => none), unseen: [] };
        const init: PolicyInit = { observe, observed: users, nr, ns, loadingDb: null };
        const { policy, features, U, W } = apply(init, show(silent, observe), actionOf(nr + ns));
        assertFinite(features, 'features');
        assertFinite(toFlat(U), 'U');
        assertPositiveDefinite(W, 'W');
        const action = new Float64Array(policy.actionSize);
        policy.imitate(toFlat(noiseAnd([], nr)), action);
        assertFinite(action, 'imitated action');
      });
    }
  });
}

test('a covariance that float32 rounded below the noise still gives finite features and filters', () => {
  // Signals of 1e12 over interference of 2: float32 keeps no digit of the latter.
  for (let n = 0; n < 50; n++) {
    const situation = { own: source.matrix(2, 2, 1e6), others: [source.matrix(2, 2, 0.5)], unseen: [] };
    const { Xi, J } = show(situation, 'covariance');
    const seen = { Xi: Float64Array.from(Xi, Math.fround), J: Float64Array.from(J ?? [], Math.fround) };
    const init: PolicyInit = { observe: 'covariance', observed: users, nr: 2, ns: 2, loadingDb: null };
    const { policy, features, U, W } = apply(init, seen, actionOf(4));
    assertFinite(features, 'features');
    assertFinite(toFlat(U), 'U');
    assertPositiveDefinite(W, 'W');
    const action = new Float64Array(policy.actionSize);
    policy.imitate(toFlat(noiseAnd(situation.others, 2)), action);
    assertFinite(action, 'imitated action');
  }
});
