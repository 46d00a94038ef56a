import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assertClose } from '@chorus/phy/testing/expect.ts';
import { CoordinateSearch, STEP_SHARES, tiedCoordinates } from './coordinate-search.ts';

const config = { topologies: 1, probe: 0.1, damping: 1 };
const iterate = (search: CoordinateSearch, f: (w: Float32Array) => number) => {
  const candidates = search.candidates(search.step(search.probes().map(f)));
  return search.choose(candidates, candidates.map(f));
};

describe('coordinate search', () => {
  const near = [0.125, -0.0625, 0.1875];
  const bowl = (w: Float32Array) => -near.reduce((sum, goal, i) => sum + (i + 1) * (w[i] - goal) ** 2, 0);
  const each = [[0], [1], [2]];

  test('is at the top of a separable quadratic after one step', () => {
    const search = new CoordinateSearch(config, new Float32Array(3), each);
    assert.equal(iterate(search, bowl), 1);
    assertClose(search.weights, near, 1e-4);
  });

  test('goes no further than two probes at once', () => {
    const search = new CoordinateSearch(config, new Float32Array(3), each);
    iterate(search, (w) => -((w[0] - 5) ** 2));
    assertClose(search.weights, [0.2, 0, 0], 1e-4);
  });

  test('goes a probe uphill where the return bends up', () => {
    const search = new CoordinateSearch(config, new Float32Array(1), [[0]]);
    assertClose(search.step(search.probes().map((w) => (w[0] + 1) ** 2)), [0.1], 1e-6);
  });

  test('stays where no share of the step is better', () => {
    const search = new CoordinateSearch(config, new Float32Array(3), each);
    const candidates = search.candidates(Float64Array.from([0.1, 0.1, 0.1]));
    const share = search.choose(
      candidates,
      STEP_SHARES.map((value) => -value),
    );
    assert.equal(share, 0);
    assert.deepEqual([...search.weights], [0, 0, 0]);
  });

  test('takes a part of the step where the whole is too long', () => {
    const search = new CoordinateSearch(config, new Float32Array(3), each);
    const candidates = search.candidates(Float64Array.from([0.1, 0, 0]));
    assert.equal(search.choose(candidates, [1, 2, 0]), STEP_SHARES[1]);
    assertClose(search.weights, [0.1 * STEP_SHARES[1], 0, 0], 1e-6);
  });

  test('moves the weights of a coordinate as one', () => {
    const search = new CoordinateSearch(config, Float32Array.from([1, 2, 3]), [[0, 2]]);
    const [here, up, down] = search.probes();
    assert.deepEqual([...here], [1, 2, 3]);
    assertClose(up, [1.1, 2, 3.1], 1e-6);
    assertClose(down, [0.9, 2, 2.9], 1e-6);
  });
});

test('coordinates of a linear actor tie its outputs of a kind, and leave log sigma out', () => {
  // Two features and the bias, rows of 2 x (2 + 1) outputs: means, then log sigmas.
  assert.deepEqual(tiedCoordinates(2, [2, 1]), [[0, 1], [6, 7], [12, 13], [2], [8], [14]]);
});
