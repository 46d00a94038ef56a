import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CsiEstimator, hear } from './csi.ts';
import { assertWithin } from './testing/expect.ts';
import { dense, drawLinks, network } from './testing/network.ts';
import { Source } from './testing/source.ts';

const topology = network({ users: 12, radios: 16, cluster: 4 });
const { L, Nr, Nt, coupled, beta, noise } = topology;
const block = 2 * Nr * Nt;
const H = dense(drawLinks(topology, new Source(51)), Nr, Nt);

/** Estimates of all O-RUs, in ascending order. */
const estimateAll = (estimator: CsiEstimator) => {
  const out = coupled.map((users) => new Float64Array(block * users.length).fill(9));
  hear(topology, estimator.estimate(H), out);
  return out;
};

/** The true channel of user number n that O-RU l is coupled with. */
const truth = (l: number, n: number) => {
  const at = (coupled[l][n] * L + l) * block;
  return H.subarray(at, at + block);
};

/** Errors of all estimates, over the deviation of a real part of the channel. */
const errors = (estimates: Float64Array[]) =>
  Float64Array.from(
    estimates.flatMap((out, l) =>
      coupled[l].flatMap((k, n) =>
        Array.from(truth(l, n), (h, i) => (out[n * block + i] - h) / Math.sqrt(beta[k * L + l] / noise / 2)),
      ),
    ),
  );
const power = (values: Float64Array) => values.reduce((sum, v) => sum + v * v, 0) / values.length;

test('no error gives exactly the channels of the coupled users, in their order', () => {
  for (const [l, out] of estimateAll(new CsiEstimator(topology, null, 1)).entries()) {
    assert.equal(out.length, coupled[l].length * block);
    for (let n = 0; n < coupled[l].length; n++) {
      assert.deepEqual(out.subarray(n * block, (n + 1) * block), truth(l, n));
    }
  }
});

for (const errorDb of [-20, -10, 0]) {
  test(`the error's power is rho^2 beta at rho^2 = ${errorDb} dB, for weak and strong channels alike`, () => {
    const rho2 = 10 ** (errorDb / 10);
    const estimator = new CsiEstimator(topology, errorDb, 2);
    const all = Float64Array.from(
      Array.from({ length: 40 }, () => [...errors(estimateAll(estimator))]).flat(),
    );
    assertWithin(power(all) / rho2, 1, 5 * Math.sqrt(2 / all.length), 'power');
    // Every pair counts as much as any other, so a wrong beta on half of them would show as kurtosis.
    const fourth = all.reduce((sum, e) => sum + e ** 4, 0) / all.length / rho2 ** 2;
    assertWithin(fourth, 3, 5 * Math.sqrt(96 / all.length), 'fourth moment');
  });
}

test('the error is drawn anew in every RT loop and does not hang on the channel', () => {
  const estimator = new CsiEstimator(topology, -10, 3);
  const [first, second] = [errors(estimateAll(estimator)), errors(estimateAll(estimator))];
  const bound = (5 * 0.1) / Math.sqrt(first.length);
  const cross = first.reduce((sum, e, n) => sum + e * second[n], 0) / first.length;
  assertWithin(cross, 0, bound, 'correlation of two loops');
  const G = Float64Array.from(
    coupled.flatMap((users, l) =>
      users.flatMap((k, n) => Array.from(truth(l, n), (h) => h / Math.sqrt(beta[k * L + l] / noise / 2))),
    ),
  );
  const withChannel = first.reduce((sum, e, n) => sum + e * G[n], 0) / first.length;
  assertWithin(
    withChannel,
    0,
    (5 * Math.sqrt(0.1)) / Math.sqrt(first.length),
    'correlation with the channel',
  );
});

test('estimates repeat for a seed and differ between seeds', () => {
  const run = (seed: number) => estimateAll(new CsiEstimator(topology, -10, seed));
  assert.deepEqual(run(4), run(4));
  assert.notDeepEqual(run(4), run(5));
});

test('an error that comes in mid-run starts its stream, one that comes back goes on in it', () => {
  const [late, always] = [new CsiEstimator(topology, null, 7), new CsiEstimator(topology, -10, 7)];
  estimateAll(late);
  late.setError(-10);
  assert.deepEqual(estimateAll(late), estimateAll(always));
  late.setError(null);
  const perfect = estimateAll(late);
  for (const [l, out] of perfect.entries()) assert.deepEqual(out.subarray(0, block), truth(l, 0));
  late.setError(-10);
  assert.deepEqual(estimateAll(late), estimateAll(always));
});

test('the true channel is only read', () => {
  const before = H.slice();
  estimateAll(new CsiEstimator(topology, -10, 6));
  assert.deepEqual(H, before);
});

test('who holds some of the users estimates them as one who holds all does', () => {
  const users = [1, 4, 5, 11];
  const rows = Float64Array.from(users.flatMap((k) => [...H.subarray(k * L * block, (k + 1) * L * block)]));
  const [all, some] = [new CsiEstimator(topology, -10, 9), new CsiEstimator(topology, -10, 9, users)];
  for (let loop = 0; loop < 2; loop++) {
    const [whole, part] = [all.estimate(H), some.estimate(rows)];
    for (const [row, k] of users.entries()) {
      const expected = whole.subarray(k * L * block, (k + 1) * L * block);
      assert.deepEqual(part.subarray(row * L * block, (row + 1) * L * block), expected, `user ${k}`);
    }
  }
});
