import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Random } from '@chorus/phy';
import { assertClose } from '@chorus/phy/testing/expect.ts';
import { Source } from '@chorus/phy/testing/source.ts';
import {
  Evolution,
  evolutionDefaults,
  meanWeights,
  startWeights,
  type EvolutionConfig,
} from './evolution.ts';
import { Network } from './nn/network.ts';

const config: EvolutionConfig = { ...evolutionDefaults, pairs: 4, sigma: 0.1, rate: 0.05 };
const all = (size: number) => new Uint8Array(size).fill(1);

/** Iterations on a return that is known. */
function climb(evolution: Evolution, value: (w: Float32Array) => number, iterations: number, seed = 1): void {
  for (let n = 0; n < iterations; n++) {
    const directions = Array.from({ length: evolution.config.pairs }, (_, pair) =>
      evolution.direction(pair, seed),
    );
    const returns = directions.map((direction) => {
      const [plus, minus] = evolution.mirrored(direction);
      return [value(plus), value(minus)] as const;
    });
    evolution.update(directions, returns);
  }
}

describe('evolution', () => {
  const target = [1, -0.5, 0.25, 2, -1];
  const quadratic = (w: Float32Array) =>
    -target.reduce((sum, goal, i) => sum + (i + 1) * (w[i] - goal) ** 2, 0);

  test('climbs a quadratic to its top', () => {
    const evolution = new Evolution(config, new Float32Array(5), all(5));
    climb(evolution, quadratic, 400);
    for (const [i, goal] of target.entries())
      assert.ok(Math.abs(evolution.weights[i] - goal) < 0.1, `weight ${i} is ${evolution.weights[i]}`);
  });

  test('is where a constant is added to every return, too', () => {
    const [plain, lifted] = [0, 1].map((lift) => {
      const evolution = new Evolution(config, new Float32Array(5), all(5));
      climb(evolution, (w) => quadratic(w) + 1024 * lift, 20);
      return evolution.weights;
    });
    assertClose(lifted, plain, 1e-4);
  });

  test('tries mirrored pairs, sigma away in every learnt weight', () => {
    const weights = Float32Array.from([1, 2, 3, 4]);
    const learnt = Uint8Array.from([1, 0, 1, 1]);
    const evolution = new Evolution({ ...config, sigma: 0.25 }, weights, learnt);
    const direction = evolution.direction(0, 1);
    const [plus, minus] = evolution.mirrored(direction);
    for (const [i, on] of learnt.entries()) {
      assert.equal(Math.abs(plus[i] - weights[i]), on * 0.25);
      assert.equal(plus[i] - weights[i], weights[i] - minus[i]);
    }
  });

  test('steps along the mean of the pairs, with one scale for all weights', () => {
    const evolution = new Evolution(config, new Float32Array(2), all(2));
    const directions = [Float32Array.from([1, -1]), Float32Array.from([1, 1])];
    evolution.update(directions, [
      [3, 1],
      [2, 5],
    ]);
    // (3 - 1) d_1 + (2 - 5) d_2 over 2 sigma 2; the first step has the rate as its root mean square.
    assertClose(evolution.first, [-2.5 * 0.1, -12.5 * 0.1], 1e-6);
    const meanSquare = (2.5 ** 2 + 12.5 ** 2) / 2;
    assertClose(evolution.second, [0.1 * meanSquare], 1e-6);
    const step = config.rate / Math.sqrt(meanSquare);
    assertClose(evolution.weights, [-2.5 * step, -12.5 * step], 1e-6);
    assertClose(evolution.average, evolution.weights, 1e-6);
  });

  test('leaves weights that are not learnt as they are', () => {
    const weights = Float32Array.from([0.5, 0.5, 0.5, 0.5, 0.5]);
    const evolution = new Evolution(config, weights.slice(), Uint8Array.from([1, 0, 1, 0, 1]));
    climb(evolution, quadratic, 10);
    const moved = Array.from(evolution.weights, (weight, i) => weight !== weights[i]);
    assert.deepEqual(moved, [true, false, true, false, true]);
  });

  test('is the same from the same seed, and another from another', () => {
    const run = (seed: number) => {
      const evolution = new Evolution(config, new Float32Array(5), all(5));
      climb(evolution, quadratic, 10, seed);
      return evolution.weights;
    };
    assert.deepEqual(run(1), run(1));
    assert.notDeepEqual(run(1), run(2));
  });

  test('has another direction for every pair and every step', () => {
    const evolution = new Evolution(config, new Float32Array(64), all(64));
    const seen = [0, 1].map((pair) => evolution.direction(pair, 1));
    assert.deepEqual(evolution.direction(0, 1), seen[0]);
    evolution.update(seen, [
      [1, 0],
      [1, 0],
    ]);
    seen.push(evolution.direction(0, 1));
    assert.equal(new Set(seen.map((direction) => direction.join())).size, 3);
  });
});

describe("an actor's weights", () => {
  const sizes = [3, 4, 6];

  test('that give the means are all but those of log sigma', () => {
    const means = meanWeights(sizes);
    const weights = Float32Array.from(new Source(941).values(means.length));
    const run = (changed: Float32Array) => {
      const network = new Network({ sizes, activation: 'tanh' }, changed);
      network.input.set([0.3, -0.7, 1.1]);
      return network.run().slice();
    };
    const before = run(weights);
    for (const [i, on] of means.entries()) {
      const after = run(weights.map((weight, n) => (n === i ? weight + 1 : weight)));
      const meansMoved = [0, 1, 2].some((output) => after[output] !== before[output]);
      assert.equal(meansMoved, on === 1, `weight ${i}`);
    }
  });

  for (const layers of [sizes, [3, 6]]) {
    test(`of ${layers.join('-')} start as the closed form, with the log sigma asked for`, () => {
      const weights = startWeights(layers, -1.5, new Random(1, 'start'));
      for (const input of [
        [1, 2, 3],
        [-4, 0.5, 0],
      ]) {
        const network = new Network({ sizes: layers, activation: 'relu' }, weights);
        network.input.set(input);
        assert.deepEqual(Array.from(network.run()), [0, 0, 0, -1.5, -1.5, -1.5]);
      }
      const hidden = layers.length > 2 ? weights.subarray(0, 16) : weights.subarray(0, 0);
      assert.ok(hidden.every((weight) => weight !== 0 && Math.abs(weight) <= 1 / Math.sqrt(3)));
    });
  }
});
