import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Channel } from './channel.ts';
import { CsiEstimator, hear } from './csi.ts';
import { assertWithin } from './testing/expect.ts';
import {
  add,
  determinant,
  fromFlat,
  hermitian,
  identity,
  inverse,
  multiply,
  sum,
  zeros,
  type Matrix,
} from './testing/matrix.ts';
import { effectiveChannels } from './testing/naive-precoder.ts';
import { naiveCentral, naiveCluster, naiveLocal } from './testing/naive-rzf.ts';
import { each, network, type Links, type Precoders } from './testing/network.ts';
import { LAMBDA_GRID, tuneRzfLambda } from './tune.ts';
import type { Topology } from './topology.ts';

const topology = network({ radios: 5, users: 4, cluster: 3, odus: 2 }, 3);
const schemes = ['c-rzf', 'd-rzf', 'p-rzf'] as const;
const grid = [1, 1e3, 1e5, 1e6, 1e7, 1e9];
/** Quarter decades, on which two draws of channels disagree about the best lambda. */
const fineGrid = each(13, (n) => 10 ** (5 + n / 4));

const links = ({ K, L, Nr, Nt }: Topology, H: Float64Array): Links =>
  each(K, (k) => each(L, (l) => fromFlat(H, Nr, Nt, 2 * (k * L + l) * Nr * Nt)));

/** (7), (8) by determinants. */
function naiveSumRate(H: Links, V: Precoders): number {
  const { K, Nr } = topology;
  const Xi = effectiveChannels(topology, H, V);
  const gram = (x: Matrix) => multiply(x, hermitian(x));
  return each(K, (k) => {
    const others = Xi[k].filter((_, i) => i !== k).map(gram);
    const noise = add(sum(others, zeros(Nr)), identity(Nr));
    return Math.log2(determinant(add(identity(Nr), multiply(gram(Xi[k][k]), inverse(noise)))).re);
  }).reduce((a, b) => a + b, 0);
}

const bestOf = (of: number[], scores: number[]) => of[scores.indexOf(Math.max(...scores))];

/** The tuning's own channels, as it documents them, and what the O-DUs know of them. */
function drawAsTuning(seed: number, draw: number, errorDb: number | null): { H: Links; known: Links } {
  const apart = (seed ^ 0x5bd1e995) + 1000 * draw;
  const channel = new Channel(topology, { speed_mps: 0, carrier_ghz: 1, rt_loop_ms: 1 }, apart);
  const estimator = new CsiEstimator(topology, errorDb, apart);
  const { K, L, Nr, Nt, coupled } = topology;
  const known: Links = each(K, () => each(L, () => zeros(Nr, Nt)));
  const out = coupled.map(({ length }) => new Float64Array(2 * length * Nr * Nt));
  hear(topology, estimator.estimate(channel.H), out);
  for (let l = 0; l < L; l++) {
    for (const [n, i] of coupled[l].entries()) known[i][l] = fromFlat(out[l], Nr, Nt, 2 * n * Nr * Nt);
  }
  return { H: links(topology, channel.H), known };
}

const naive = {
  'c-rzf': (H: Links, lambda: number) => naiveCentral(topology, H, lambda, 'served'),
  'd-rzf': (H: Links, lambda: number) => naiveLocal(topology, H, lambda),
  'p-rzf': (H: Links, lambda: number) => naiveCluster(topology, H, lambda),
};

describe('LAMBDA_GRID', () => {
  test('is half decades from 1e2 to 1e9', () => {
    assert.equal(LAMBDA_GRID.length, 15);
    assertWithin(LAMBDA_GRID[0], 1e2, 1e-9, 'first');
    assertWithin(LAMBDA_GRID[14] / 1e9, 1, 1e-12, 'last');
    for (let n = 1; n < 15; n++)
      assertWithin(LAMBDA_GRID[n] / LAMBDA_GRID[n - 1], Math.sqrt(10), 1e-12, 'ratio');
  });
});

for (const scheme of schemes) {
  describe(`tuneRzfLambda, ${scheme}`, () => {
    for (const error_db of [null, -10]) {
      test(`gives the argmax of its grid by recomputation, CSI error ${error_db} dB`, () => {
        // Of seeds 1 to 12 the one whose two draws both disagree with their mean, for c-rzf and for d-rzf.
        const seed = 5;
        for (const tried of [grid, fineGrid]) {
          const scores = [0, 1].map((draw) => {
            const { H, known } = drawAsTuning(seed, draw, error_db);
            return tried.map((lambda) => naiveSumRate(H, naive[scheme](known, lambda)));
          });
          const total = tried.map((_, n) => scores[0][n] + scores[1][n]);
          const best = bestOf(tried, total);
          assert.equal(tuneRzfLambda(topology, scheme, { seed, error_db, draws: 2, grid: tried }), best);
          if (tried === grid) assert.ok(Math.max(...total) > 1.02 * Math.min(...total), 'a choice matters');
          else if (error_db === null && scheme !== 'p-rzf') {
            // The mean over the draws decides, and neither of them alone.
            for (const one of scores) assert.notEqual(bestOf(tried, one), best);
          }
        }
      });
    }

    test('wins against each other lambda of its grid alone', () => {
      const best = tuneRzfLambda(topology, scheme, { seed: 6, draws: 1, grid });
      for (const other of grid) {
        assert.equal(tuneRzfLambda(topology, scheme, { seed: 6, draws: 1, grid: [other, best] }), best);
      }
    });

    test('gives the only lambda of a grid of one', () => {
      assert.equal(tuneRzfLambda(topology, scheme, { seed: 1, draws: 1, grid: [42] }), 42);
    });
  });
}

test('tuning repeats for a seed', () => {
  const run = () => tuneRzfLambda(topology, 'd-rzf', { seed: 8 });
  assert.equal(run(), run());
  assert.ok(LAMBDA_GRID.includes(run()));
});

test('progress counts every draw and lambda once, up to the total', () => {
  const seen: [number, number][] = [];
  tuneRzfLambda(topology, 'd-rzf', {
    seed: 1,
    draws: 3,
    grid,
    onProgress: (done, total) => seen.push([done, total]),
  });
  assert.deepEqual(
    seen,
    each(18, (n) => [n + 1, 18]),
  );
});
