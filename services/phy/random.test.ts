import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Random } from './random.ts';
import { assertWithin, mean } from './testing/expect.ts';

/** Bounds below are five standard errors: a sound generator fails one in two million. */
const N = 400_000;
const BOUND = 5 / Math.sqrt(N);
/** Where the ziggurat's last layer ends and its tail begins. */
const TAIL = 3.6541528853610088;

const draw = (random: Random, count: number) => Float64Array.from({ length: count }, () => random.normal());
const density = (x: number) => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
/** P(X > x), by Simpson's rule to where the density is below 1e-30. */
function tailMass(x: number): number {
  const steps = 4000;
  const h = (12 - x) / steps;
  let sum = density(x) + density(12);
  for (let n = 1; n < steps; n++) sum += (n % 2 === 1 ? 4 : 2) * density(x + n * h);
  return (sum * h) / 3;
}

describe('Random.normal', () => {
  const normals = draw(new Random(7, 'moments'), N);

  test('has the first six moments of the normal distribution', () => {
    const expected = [0, 1, 0, 3, 0, 15];
    for (const [n, moment] of expected.entries()) {
      const power = n + 1;
      // Var(x^p) = E x^2p - (E x^p)^2, with E x^2p = (2p - 1)!!
      let raw = 1;
      for (let odd = 2 * power - 1; odd > 1; odd -= 2) raw *= odd;
      const bound = BOUND * Math.sqrt(raw - moment ** 2);
      assertWithin(mean(normals.map((x) => x ** power)), moment, bound, `moment ${power}`);
    }
  });

  test('has the right mass beyond 0.5, 1, 2, 3, the last layer of the ziggurat, and 4', () => {
    for (const edge of [0.5, 1, 2, 3, TAIL, 4]) {
      const p = 2 * tailMass(edge);
      const share = normals.filter((x) => Math.abs(x) > edge).length / N;
      assertWithin(share, p, 5 * Math.sqrt((p * (1 - p)) / N), `mass beyond ${edge}`);
    }
  });

  test('has the normal shape inside the tail, and as many on either side', () => {
    const random = new Random(8, 'tail');
    const block = new Float64Array(1 << 16);
    const blocks = 128;
    const tail: number[] = [];
    for (let n = 0; n < blocks; n++) {
      random.normals(block);
      for (const x of block) if (Math.abs(x) > TAIL) tail.push(x);
    }
    const share = tailMass(4) / tailMass(TAIL);
    const far = tail.filter((x) => Math.abs(x) > 4).length / tail.length;
    // An exponential tail, without the rejection that makes it normal, would have 0.147 and not 0.110 here.
    assertWithin(far, share, 5 * Math.sqrt((share * (1 - share)) / tail.length), 'share beyond 4');
    assertWithin(
      tail.length / (blocks * block.length) / tailMass(TAIL),
      2,
      10 / Math.sqrt(tail.length),
      'mass',
    );
    const positive = tail.filter((x) => x > 0).length / tail.length;
    assertWithin(positive, 0.5, 2.5 / Math.sqrt(tail.length), 'share of positive tails');
  });

  test('has independent successive numbers', () => {
    for (const lag of [1, 2, 3]) {
      let sum = 0;
      let squares = 0;
      for (let n = lag; n < N; n++) {
        sum += normals[n] * normals[n - lag];
        squares += (normals[n] ** 2 - 1) * (normals[n - lag] ** 2 - 1);
      }
      assertWithin(sum / N, 0, BOUND, `correlation at lag ${lag}`);
      assertWithin(squares / N, 0, 2 * BOUND, `correlation of squares at lag ${lag}`);
    }
  });
});

describe('Random.normals', () => {
  test('fills with the numbers that single calls give, across the rare branches', () => {
    const [one, many] = [new Random(9, 'fill'), new Random(9, 'fill')];
    for (const length of [0, 1, 5, 20_000, 3]) {
      const out = new Float64Array(length);
      many.normals(out);
      assert.deepEqual(out, draw(one, length));
    }
    assert.equal(many.bits(), one.bits());
  });
});

describe('Random.uniform', () => {
  test('is uniform in [0, 1)', () => {
    const random = new Random(10, 'uniform');
    const values = Float64Array.from({ length: N }, () => random.uniform());
    assert.ok(values.every((u) => u >= 0 && u < 1));
    assertWithin(mean(values), 1 / 2, BOUND * Math.sqrt(1 / 12), 'mean');
    assertWithin(mean(values.map((u) => u * u)), 1 / 3, BOUND * Math.sqrt(4 / 45), 'second moment');
    // Chi-squared over 64 cells: 63 degrees of freedom.
    const cells = new Float64Array(64);
    for (const u of values) cells[Math.floor(64 * u)]++;
    const chi = cells.reduce((sum, count) => sum + (count - N / 64) ** 2 / (N / 64), 0);
    assertWithin(chi, 63, 5 * Math.sqrt(126), 'chi-squared');
  });
});

describe('Random streams', () => {
  test('repeat for the same seed and label', () => {
    assert.deepEqual(draw(new Random(3, 'a'), 1000), draw(new Random(3, 'a'), 1000));
  });

  test('differ and are uncorrelated for neighbouring seeds and for different labels', () => {
    const M = 50_000;
    const streams = [
      new Random(1, 'fading'),
      new Random(2, 'fading'),
      new Random(3, 'fading'),
      new Random(1, 'positions'),
      new Random(1, 'csi-error'),
    ].map((random) => draw(random, M));
    for (const [n, a] of streams.entries()) {
      for (const b of streams.slice(n + 1)) {
        const correlation = mean(a.map((x, i) => x * b[i]));
        assertWithin(correlation, 0, 5 / Math.sqrt(M), 'correlation of two streams');
      }
    }
  });

  test('are not shifted copies of each other', () => {
    const bits = (seed: number) => {
      const random = new Random(seed, 'fading');
      return Array.from({ length: 2000 }, () => random.bits());
    };
    const first = new Set(bits(1));
    const shared = bits(2).filter((value) => first.has(value));
    // Two thousand squared over 2^32: a thousandth is expected.
    assert.ok(shared.length <= 1);
  });

  test('do not move each other: drawing more of one leaves the others', () => {
    const expected = draw(new Random(4, 'fading'), 10);
    const errors = new Random(4, 'csi-error');
    const fading = new Random(4, 'fading');
    const mixed = Float64Array.from({ length: 10 }, () => {
      draw(errors, 17);
      return fading.normal();
    });
    assert.deepEqual(mixed, expected);
  });
});
