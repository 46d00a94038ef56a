import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { besselJ0, Channel, temporalCorrelation } from './channel.ts';
import { Random } from './random.ts';
import { assertWithin } from './testing/expect.ts';
import { network } from './testing/network.ts';

const paper = { speed_mps: 1.4, carrier_ghz: 2, rt_loop_ms: 1 };

describe('besselJ0', () => {
  test('has the tabulated values (Abramowitz and Stegun, table 9.1)', () => {
    const table: [x: number, value: number][] = [
      [0, 1],
      [0.5, 0.938469807240813],
      [1, 0.765197686557967],
      [2, 0.223890779141236],
      [5, -0.177596771314338],
      [10, -0.245935764451348],
      [20, 0.167024664340583],
      [50, 0.055812327669252],
      [100, 0.019985850304223],
    ];
    for (const [x, value] of table) assertWithin(besselJ0(x), value, 2e-15, `J_0(${x})`);
  });

  test('vanishes at its first zeros and changes sign there', () => {
    for (const zero of [2.404825557695773, 5.520078110286311, 8.653727912911013]) {
      assertWithin(besselJ0(zero), 0, 1e-15, `J_0(${zero})`);
      assert.ok(besselJ0(zero - 1e-6) * besselJ0(zero + 1e-6) < 0);
    }
  });

  test('is even', () => {
    for (const x of [0.3, 3, 30]) assertWithin(besselJ0(-x), besselJ0(x), 1e-15, `J_0(-${x})`);
  });

  test('equals its power series', () => {
    for (let x = 0; x < 6; x += 0.37) {
      let term = 1;
      let series = 1;
      for (let m = 1; m < 40; m++) series += term *= -(x * x) / (4 * m * m);
      assertWithin(besselJ0(x), series, 1e-13, `J_0(${x})`);
    }
  });
});

describe('temporalCorrelation', () => {
  test('is 0.99914 at the speed, carrier and RT loop of the paper', () => {
    // 2 pi 1.4 m/s 2 GHz 1 ms / c = 0.0586843; J_0(x) = 1 - x^2/4 + x^4/64 - ...
    const x = (2 * Math.PI * 1.4 * 2e9 * 1e-3) / 299_792_458;
    assertWithin(temporalCorrelation(1.4, 2, 1), 1 - x ** 2 / 4 + x ** 4 / 64, 1e-10, 'epsilon');
    assertWithin(temporalCorrelation(1.4, 2, 1), 0.99914, 5e-6, 'epsilon');
  });

  test('is 1 for users who stand still', () => {
    assert.equal(temporalCorrelation(0, 2, 1), 1);
  });

  test('depends on the product of speed, carrier and loop only', () => {
    assertWithin(temporalCorrelation(2.8, 2, 1), temporalCorrelation(1.4, 2, 2), 1e-15, 'epsilon');
    assertWithin(temporalCorrelation(2.8, 2, 1), temporalCorrelation(1.4, 4, 1), 1e-15, 'epsilon');
  });
});

describe('Channel', () => {
  const topology = network({ users: 10, radios: 20 });
  const { K, L, Nr, Nt, beta, noise } = topology;
  const size = 2 * Nr * Nt;
  /** Entries over their deviation, so that each real part has variance 1. */
  const normalised = (H: Float64Array) =>
    H.map((h, n) => h / Math.sqrt(beta[Math.floor(n / size)] / noise / 2));
  const count = K * L * size;
  const power = (G: Float64Array) => G.reduce((sum, g) => sum + g * g, 0) / count;
  const correlation = (A: Float64Array, B: Float64Array) =>
    A.reduce((sum, a, n) => sum + a * B[n], 0) / count;

  test("is (2) with the normals of each user's own stream, to the last bit, over a hundred steps", () => {
    const channel = new Channel(topology, paper, 5);
    const streams = Array.from({ length: K }, (_, k) => new Random(5, `fading of user ${k}`));
    const deviation = beta.map((b) => Math.sqrt(b / noise / 2));
    const draw = () =>
      Float64Array.from(
        { length: count },
        (_, n) => deviation[Math.floor(n / size)] * streams[Math.floor(n / size / L)].normal(),
      );
    const renew = Math.sqrt(1 - channel.epsilon ** 2);
    let H = draw();
    for (let t = 0; t < 100; t++) {
      assert.deepEqual(channel.H, H, `step ${t}`);
      const scaled = deviation.map((d) => renew * d);
      const last = H;
      H = last.map((h, n) => {
        const pair = Math.floor(n / size);
        return channel.epsilon * h + scaled[pair] * streams[Math.floor(pair / L)].normal();
      });
      channel.step();
      assert.equal(channel.previous.length, count);
      assert.deepEqual(channel.previous, last);
    }
  });

  test('a part of the users has the rows that the whole network has for them', () => {
    const users = [1, 4, 9];
    const [whole, part] = [new Channel(topology, paper, 6), new Channel(topology, paper, 6, users)];
    for (let t = 0; t < 5; t++, whole.step(), part.step()) {
      const row = L * size;
      for (const [n, k] of users.entries())
        assert.deepEqual(part.H.slice(n * row, (n + 1) * row), whole.H.slice(k * row, (k + 1) * row));
    }
  });

  test('of no user has no rows, of one user and one O-RU of 64 antennas each its own normals', () => {
    const none = new Channel(topology, paper, 6, []);
    none.step();
    assert.equal(none.H.length, 0);
    const single = network({ users: 1, radios: 1, odus: 1, cluster: 1, observed: 1, nt: 64, nr: 4 });
    const channel = new Channel(single, paper, 7);
    const normals = new Float64Array(2 * 64 * 4);
    new Random(7, 'fading of user 0').normals(normals);
    const deviation = Math.sqrt(single.beta[0] / single.noise / 2);
    assert.deepEqual(
      channel.H,
      normals.map((x) => deviation * x),
    );
  });

  test('starts with variance beta over the noise, in real and imaginary parts alike', () => {
    assert.equal(new Channel(topology, paper, 1).H.length, count);
    const G = normalised(new Channel(topology, paper, 1).H);
    const parts = [G.filter((_, n) => n % 2 === 0), G.filter((_, n) => n % 2 === 1)];
    for (const part of parts) {
      const variance = part.reduce((sum, g) => sum + g * g, 0) / part.length;
      assertWithin(variance, 1, 5 * Math.sqrt(2 / part.length), 'variance');
    }
    // E[g^2] = 0 for the complex entries: real and imaginary part do not hang together.
    const cross = parts[0].reduce((sum, re, n) => sum + re * parts[1][n], 0) / parts[0].length;
    assertWithin(cross, 0, 5 / Math.sqrt(parts[0].length), 'correlation of real and imaginary part');
  });

  test('has the right variance for each pair of user and O-RU', () => {
    const channel = new Channel(topology, { ...paper, speed_mps: 1000 }, 2);
    const sums = new Float64Array(K * L);
    const steps = 60;
    for (let t = 0; t < steps; t++) {
      channel.step();
      for (const [n, h] of channel.H.entries()) sums[Math.floor(n / size)] += h * h;
    }
    // At 1000 m/s epsilon is about 0.17: samples of successive steps are nearly independent.
    for (let pair = 0; pair < K * L; pair++) {
      const variance = sums[pair] / (steps * Nr * Nt) / (beta[pair] / noise);
      assertWithin(variance, 1, 6.5 / Math.sqrt(steps * Nr * Nt), `variance of pair ${pair}`);
    }
  });

  test('keeps its power over thousands of steps', () => {
    const channel = new Channel(topology, paper, 3);
    for (let t = 0; t < 3000; t++) {
      channel.step();
      if (t % 500 === 499)
        assertWithin(power(normalised(channel.H)), 1, 5 * Math.sqrt(2 / count), `power at step ${t}`);
    }
  });

  test('has lag-1 correlation epsilon, and lag-n correlation epsilon^n', () => {
    for (const speed_mps of [1.4, 20, 80]) {
      const channel = new Channel(topology, { ...paper, speed_mps }, 4);
      const epsilon = temporalCorrelation(speed_mps, 2, 1);
      assert.equal(channel.epsilon, epsilon);
      const start = normalised(channel.H);
      // The estimate over its own power has deviation sqrt((1 - rho^2) / n).
      for (const lag of [1, 2, 3]) {
        channel.step();
        const now = normalised(channel.H);
        const estimate = correlation(start, now) / power(start);
        const expected = epsilon ** lag;
        const bound = 5 * Math.sqrt((1 - expected ** 2) / count);
        assertWithin(estimate, expected, bound, `correlation at ${speed_mps} m/s and lag ${lag}`);
      }
    }
  });

  test('stands still at speed zero', () => {
    const channel = new Channel(topology, { ...paper, speed_mps: 0 }, 5);
    const before = channel.H.slice();
    for (let t = 0; t < 10; t++) channel.step();
    assert.deepEqual(channel.H, before);
  });

  test('takes another speed in mid-run and draws the same numbers as before', () => {
    const [kept, changed] = [1, 2].map(() => new Channel(topology, paper, 8));
    changed.setSpeed(30);
    const start = changed.H.slice();
    changed.step();
    kept.step();
    const epsilon = temporalCorrelation(30, 2, 1);
    const innovation = (H: Float64Array, e: number) =>
      H.map((h, n) => (h - e * start[n]) / Math.sqrt(1 - e * e));
    const [expected, drawn] = [
      innovation(kept.H, temporalCorrelation(1.4, 2, 1)),
      innovation(changed.H, epsilon),
    ];
    for (let n = 0; n < count; n++)
      assertWithin(drawn[n], expected[n], 1e-9 * Math.abs(start[n]) + 1e-9 * Math.abs(expected[n]), 'Omega');
    changed.setSpeed(0);
    const still = changed.H.slice();
    changed.step();
    assert.deepEqual(changed.H, still);
  });

  test('repeats for a seed and differs between seeds', () => {
    const run = (seed: number) => {
      const channel = new Channel(topology, paper, seed);
      for (let t = 0; t < 3; t++) channel.step();
      return channel.H;
    };
    assert.deepEqual(run(6), run(6));
    assertWithin(correlation(normalised(run(6)), normalised(run(7))), 0, 5 / Math.sqrt(count), 'correlation');
  });
});
