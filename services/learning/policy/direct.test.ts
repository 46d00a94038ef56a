import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assertClose, assertFinite } from '@chorus/phy/testing/expect.ts';
import {
  add,
  build,
  complex,
  determinant,
  fromFlat,
  hermitian,
  identity,
  multiply,
  scale,
  solve,
  squaredNorm,
  subtract,
  toFlat,
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
} from '../testing/situation.ts';
import { DirectPolicy } from './direct.ts';
import type { Observed, PolicyInit } from './policy.ts';

const users = 4;
/** N_r and N_s. */
const antennas = [
  [1, 1],
  [2, 2],
  [2, 1],
  [3, 2],
  [4, 2],
  [3, 3],
] as const;

const source = new Source(911);
const actionOf = (size: number) => Float64Array.from({ length: size }, () => 2 * source.uniform() - 1);

function look(init: PolicyInit, seen: Observed) {
  const policy = new DirectPolicy(init);
  const features = new Float64Array(policy.observationSize).fill(NaN);
  policy.observe(seen, features);
  return { policy, features };
}

function act({ nr, ns }: PolicyInit, policy: DirectPolicy, action: Float64Array) {
  const U = new Float64Array(2 * nr * ns);
  const W = new Float64Array(2 * ns * ns);
  policy.act(action, U, W);
  return { U: fromFlat(U, nr, ns), W: fromFlat(W, ns, ns) };
}

/** Xi in its own gauge: orthogonal columns, the strongest first, first entries real and positive. */
function drawCanonical(nr: number, ns: number): Matrix {
  const D = source.unitary(nr);
  return build(nr, ns, (i, j) => {
    const size = Math.hypot(D[0][j].re, D[0][j].im);
    const [re, im] = [D[0][j].re / size, -D[0][j].im / size];
    const strength = 3000 / 2 ** j;
    return complex(
      strength * (D[i][j].re * re - D[i][j].im * im),
      strength * (D[i][j].re * im + D[i][j].im * re),
    );
  });
}

/** The action as its doc has it: logarithms of L's diagonal over 4, L below it, ||Xi|| U over 8. */
function read(action: Float64Array, Xi: Matrix): { L: Matrix; U: Matrix } {
  const [nr, ns] = [Xi.length, Xi[0].length];
  const diagonal = Array.from(action.subarray(0, ns), (a) => Math.exp(4 * a));
  let at = ns;
  const L = zeros(ns);
  for (let i = 0; i < ns; i++) {
    L[i][i] = complex(diagonal[i]);
    for (let j = 0; j < i; j++, at += 2) {
      const size = 2 * Math.sqrt(diagonal[i] * diagonal[j]);
      L[i][j] = complex(size * action[at], size * action[at + 1]);
    }
  }
  return { L, U: scale(fromFlat(action, nr, ns, at), 8 / Math.sqrt(1 + squaredNorm(Xi))) };
}

for (const observe of observations) {
  describe(`direct policy under ${observe}`, () => {
    for (const [nr, ns] of antennas) {
      const init: PolicyInit = { observe, observed: users, nr, ns, loadingDb: 30 };
      const size = `N_r = ${nr}, N_s = ${ns}`;

      test(`an action is tril(L) and U, 2 N_r N_s + N_s^2 numbers, at ${size}`, () => {
        const situation = { ...drawSituation(source, nr, ns, users), own: drawCanonical(nr, ns) };
        const { policy } = look(init, show(situation, observe));
        assert.equal(policy.actionSize, 2 * nr * ns + ns * ns);
        const action = actionOf(policy.actionSize);
        const { U, W } = act(init, policy, action);
        const expected = read(action, situation.own);
        assertClose(U, expected.U, 1e-8, 'U');
        assertClose(W, gram(expected.L), 1e-8, 'W');
      });

      test(`W is Hermitian positive definite for every action at ${size}`, () => {
        const { policy } = look(init, show(drawSituation(source, nr, ns, users), observe));
        for (let n = 0; n < 20; n++) {
          // Half of them on the border.
          const action = actionOf(policy.actionSize).map((a) => (n % 2 === 0 ? a : Math.sign(a)));
          const { U, W } = act(init, policy, action);
          assertFinite(toFlat(U), 'U');
          assert.ok(skewness(W) <= 1e-12);
          // Over det W's own scale, so that rounding cannot hide its sign.
          const { L } = read(action, zeros(nr, ns));
          const expected = L.reduce((product, row, i) => product * row[i].re ** 2, 1);
          assert.ok(Math.abs(determinant(W).re / expected - 1) < 1e-3, 'det W = det L squared');
        }
      });

      test(`turning the streams of any user turns the filters, and no feature, at ${size}`, () => {
        const situation = drawSituation(source, nr, ns, users);
        const Q = source.unitary(ns);
        const turned = {
          own: multiply(situation.own, Q),
          others: situation.others.map((Xi) => multiply(Xi, source.unitary(ns))),
          unseen: situation.unseen.map((Xi) => multiply(Xi, source.unitary(ns))),
        };
        const before = look(init, show(situation, observe));
        const after = look(init, show(turned, observe));
        assertClose(after.features, before.features, 1e-6);
        const action = actionOf(before.policy.actionSize);
        const [a, b] = [act(init, before.policy, action), act(init, after.policy, action)];
        assertClose(b.U, multiply(a.U, Q), 1e-6);
        assertClose(b.W, multiply(hermitian(Q), a.W, Q), 1e-6);
      });

      test(`the action that imitates gives (16)-(17) at ${size}`, () => {
        const situation = drawSituation(source, nr, ns, users);
        const { policy } = look(init, show(situation, observe));
        // An interference at which W stays within the reach of L.
        const R = scale(seenInterference(situation, 'covariance', null), 1e4 / nr);
        const loaded = add(R, scale(identity(nr), 1e5));
        const action = new Float64Array(policy.actionSize);
        policy.imitate(toFlat(loaded), action);
        assert.ok(
          action.every((a) => Math.abs(a) < 1),
          'nothing is clipped',
        );
        const U = solve(add(gram(situation.own), loaded), situation.own);
        const E = subtract(identity(ns), multiply(hermitian(U), situation.own));
        const actual = act(init, policy, action);
        assertClose(actual.U, U, 1e-8);
        assertClose(actual.W, solve(E, identity(ns)), 1e-8);
      });

      test(`an imitation out of reach is clipped at ${size}`, () => {
        const situation = drawSituation(source, nr, ns, users);
        const { policy } = look(init, show(situation, observe));
        const action = new Float64Array(policy.actionSize);
        policy.imitate(toFlat(noiseAnd([], nr)), action);
        assert.ok(action.every((a) => Math.abs(a) <= 1));
        assert.equal(action[0], 1, 'the weight of the strongest stream');
      });

      test(`channels of zeros give finite features and filters at ${size}`, () => {
        const none = zeros(nr, ns);
        const silent = { own: none, others: Array.from({ length: users - 1 }, () => none), unseen: [] };
        const quiet = { ...init, loadingDb: null };
        const { policy, features } = look(quiet, show(silent, observe));
        assertFinite(features, 'features');
        const action = new Float64Array(policy.actionSize);
        policy.imitate(toFlat(noiseAnd([], nr)), action);
        assertFinite(action, 'imitated action');
        const { U, W } = act(quiet, policy, action);
        assertClose(U, none, 0);
        assertClose(W, identity(ns), 1e-12);
      });
    }
  });
}

test('a covariance that float32 rounded below the noise still gives finite features', () => {
  const init: PolicyInit = { observe: 'covariance', observed: users, nr: 2, ns: 2, loadingDb: null };
  for (let n = 0; n < 50; n++) {
    const situation = { own: source.matrix(2, 2, 1e6), others: [source.matrix(2, 2, 0.5)], unseen: [] };
    const { Xi, J } = show(situation, 'covariance');
    const seen = { Xi: Float64Array.from(Xi, Math.fround), J: Float64Array.from(J ?? [], Math.fround) };
    assertFinite(look(init, seen).features, 'features');
  }
});
