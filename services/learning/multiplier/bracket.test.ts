import assert from 'node:assert/strict';
import { test } from 'node:test';
import { powerAt, Random, solveByNewton } from '@chorus/phy';
import { Bracket } from './bracket.ts';

/** A random (28) that binds, `count` terms spread over `decades` decades. */
function draw(random: Random, count: number, decades: number) {
  const spread = () => 10 ** (decades * (random.uniform() - 0.5));
  const lambda = Float64Array.from({ length: count }, spread).sort();
  const phi = lambda.map(spread);
  return { lambda, phi, pMax: powerAt(lambda, phi, 0) * random.uniform() };
}

function read(lambda: Float64Array, phi: Float64Array, pMax: number) {
  const bracket = new Bracket();
  bracket.read(lambda, phi, pMax);
  return { low: bracket.at(0), high: bracket.at(1), inputs: [...bracket.inputs] };
}

function assertClose(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  for (const [n, value] of actual.entries()) {
    const size = Math.max(1, Math.abs(expected[n]));
    assert.ok(Math.abs(value - expected[n]) <= tolerance * size, `${value} instead of ${expected[n]}`);
  }
}

test('the bracket holds the root, and lies within the one of S - lambda_max and S - lambda_min', () => {
  const random = new Random(1, 'bracket-test');
  for (let round = 0; round < 3000; round++) {
    const { lambda, phi, pMax } = draw(random, 1 + (round % 16), 1 + (round % 8));
    const { low, high } = read(lambda, phi, pMax);
    const S = Math.sqrt(phi.reduce((a, b) => a + b, 0) / pMax);
    const slack = 1e-9 * (S + lambda[0]);
    const root = solveByNewton(lambda, phi, pMax);
    assert.ok(low - slack <= root && root <= high + slack, `${root} is not in ${low} to ${high}`);
    assert.ok(low >= Math.max(0, S - lambda[lambda.length - 1]) - slack);
    assert.ok(high <= S - lambda[0] + slack);
  }
});

test('positions go from one end of the bracket to the other', () => {
  const bracket = new Bracket();
  bracket.read(Float64Array.of(1, 4), Float64Array.of(5, 50), 0.7);
  const ends = [bracket.at(0), bracket.at(0.5), bracket.at(1)];
  assert.ok(ends[0] < ends[1] && ends[1] < ends[2]);
  const start = bracket.scale * bracket.start;
  assertClose([(ends[1] - start) ** 2], [(ends[0] - start) * (ends[2] - start)], 1e-12);
});

test('one eigenvalue leaves nothing to find', () => {
  const { low, high } = read(Float64Array.of(2), Float64Array.of(25), 1);
  assertClose([low, high], [3, 3], 1e-12);
});

test('what the network sees does not depend on units, order or the null space', () => {
  const random = new Random(2, 'bracket-test');
  for (let round = 0; round < 100; round++) {
    const { lambda, phi, pMax } = draw(random, 5, 3);
    const expected = read(lambda, phi, pMax);
    // Lambda and xi in another unit, power in another unit.
    const scaled = read(
      lambda.map((value) => 7e4 * value),
      phi.map((value) => 3e3 * 49e8 * value),
      3e3 * pMax,
    );
    assertClose(scaled.inputs, expected.inputs, 1e-9);
    assertClose([scaled.low / 7e4, scaled.high / 7e4], [expected.low, expected.high], 1e-9);
    const turned = read(lambda.toReversed(), phi.toReversed(), pMax);
    assertClose(turned.inputs, expected.inputs, 1e-9);
    const padded = read(Float64Array.of(0, 0, ...lambda), Float64Array.of(0, 0, ...phi), pMax);
    assert.deepEqual(padded, expected);
  }
});
