import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Channel } from './channel.ts';
import { Measurement, receivedCovariance } from './effective-channel.ts';
import { assertClose, assertWithin } from './testing/expect.ts';
import {
  scale,
  determinant,
  add,
  fromFlat,
  hermitian,
  identity,
  inverse,
  multiply,
  stack,
  sum,
  zeros,
} from './testing/matrix.ts';
import { effectiveChannels as naiveXi } from './testing/naive-precoder.ts';
import { byRadio, dense, drawLinks, drawPrecoders, each, network } from './testing/network.ts';
import { Source } from './testing/source.ts';

const sizes = [
  { nr: 2, nt: 4 },
  { nr: 1, nt: 4 },
  { nr: 4, nt: 4 },
  { nr: 4, nt: 2 },
  { nr: 1, nt: 1 },
  { nr: 3, nt: 8, radios: 12, users: 7, cluster: 5 },
  { nr: 2, nt: 64, radios: 3, users: 2, cluster: 2, observed: 2 },
  { nr: 9, nt: 7, radios: 3, users: 3, cluster: 2 },
  { nr: 2, nt: 4, radios: 1, users: 1, cluster: 1, observed: 1, odus: 1 },
];

for (const [n, size] of sizes.entries()) {
  describe(`measurement with N_r = ${size.nr}, N_t = ${size.nt}`, () => {
    const topology = network({ ...size, shadowing_db: 3 }, n + 1);
    const { K, Nr, Nt, Ns } = topology;
    const source = new Source(70 + n);
    const H = drawLinks(topology, source);
    const V = drawPrecoders(topology, source);
    const Xi = naiveXi(topology, H, V);
    const J = Xi.map((row) =>
      add(
        sum(
          row.map((x) => multiply(x, hermitian(x))),
          zeros(Nr),
        ),
        identity(Nr),
      ),
    );
    const measured = new Measurement(topology);
    // Twice, on other precoders first: nothing may stay behind.
    measured.measure(dense(H, Nr, Nt), byRadio(topology, drawPrecoders(topology, source)));
    measured.measure(dense(H, Nr, Nt), byRadio(topology, V));

    test('effective channels are (9)', () => {
      assertClose(measured.Xi, stack(Xi.flat()), 1e-13);
    });

    test('J_k is the sum of all Xi Xi^H and the noise', () => {
      for (let k = 0; k < K; k++) assertClose(fromFlat(measured.J, Nr, Nr, 2 * k * Nr * Nr), J[k], 1e-13);
    });

    test('p_k is the mean diagonal of J_k without the own signal', () => {
      for (let k = 0; k < K; k++) {
        const rest = add(J[k], scale(multiply(Xi[k][k], hermitian(Xi[k][k])), -1));
        const trace = rest.reduce((total, row, r) => total + row[r].re, 0);
        assertWithin(measured.interference[k], trace / Nr, 1e-9 * trace, `interference of user ${k}`);
      }
    });

    test('rates are log2 det(I + Gamma) with Gamma of (8)', () => {
      for (let k = 0; k < K; k++) {
        const others = Xi[k].filter((_, i) => i !== k);
        const noise = add(
          sum(
            others.map((x) => multiply(x, hermitian(x))),
            zeros(Nr),
          ),
          identity(Nr),
        );
        const gamma = multiply(Xi[k][k], hermitian(Xi[k][k]), inverse(noise));
        const det = determinant(add(identity(Nr), gamma));
        assertWithin(measured.rates[k], Math.log2(det.re), 1e-9, `rate of user ${k}`);
        assert.ok(measured.rates[k] > 0);
      }
    });

    test('receivedCovariance sums effective channels that stand one after the other, from an offset on', () => {
      const flat = Float64Array.from([9, 9, 9, ...measured.Xi.subarray(0, 2 * K * Nr * Ns)]);
      const out = new Float64Array(2 * Nr * Nr).fill(5);
      receivedCovariance(K, Nr, Ns, flat, 3, out);
      assertClose(out, J[0], 1e-13);
      receivedCovariance(0, Nr, Ns, flat, 3, out);
      assertClose(out, identity(Nr), 0);
    });
  });
}

test('a user whose signal is a millionth of the interference keeps its rate to nine digits', () => {
  const topology = network({ radios: 1, users: 2, cluster: 1, observed: 1, odus: 1, nr: 2, nt: 2 });
  const weak = 1e-3;
  const strong = 1e3;
  const H = [[identity(2)], [identity(2)]];
  const V = byRadio(topology, [[scale(identity(2), weak)], [scale(identity(2), strong)]]);
  const measured = new Measurement(topology);
  measured.measure(dense(H, 2, 2), V);
  const expected = 2 * (Math.log1p(weak ** 2 / (1 + strong ** 2)) / Math.LN2);
  // ln det J and ln det of the interference are 13.8 each: their difference keeps 1e-15 of that.
  assertWithin(measured.rates[0], expected, 1e-14, 'rate');
});

test('nobody transmits: rates are zero and J_k is the noise', () => {
  const topology = network();
  const { K, Nr, Nt, Ns, served } = topology;
  const measured = new Measurement(topology);
  const silent = served.map((users) => new Float64Array(2 * users.length * Nt * Ns));
  measured.measure(dense(drawLinks(topology, new Source(79)), Nr, Nt), silent);
  assert.deepEqual(measured.rates, new Float64Array(K));
  for (let k = 0; k < K; k++) assertClose(fromFlat(measured.J, Nr, Nr, 2 * k * Nr * Nr), identity(Nr), 0);
});

test('rates do not change when every user turns its streams or its antennas by a unitary matrix', () => {
  const topology = network({ nr: 2, nt: 4 });
  const { K, Nr, Nt, Ns } = topology;
  const source = new Source(78);
  const H = drawLinks(topology, source);
  const V = drawPrecoders(topology, source);
  const [Q, R] = [each(K, () => source.unitary(Ns)), each(K, () => source.unitary(Nr))];
  const before = new Measurement(topology);
  before.measure(dense(H, Nr, Nt), byRadio(topology, V));
  const turnedH = H.map((row, k) => row.map((h) => multiply(R[k], h)));
  const turnedV = V.map((row, k) => row.map((v) => (v === null ? null : multiply(v, Q[k]))));
  const after = new Measurement(topology);
  after.measure(dense(turnedH, Nr, Nt), byRadio(topology, turnedV));
  assertClose(after.rates, before.rates, 1e-9);
});

test('a part of the users measures what the whole network has for them', () => {
  const topology = network({ users: 8, radios: 12, cluster: 4 }, 5);
  const { K, Nr, Ns, Nt } = topology;
  const source = new Source(91);
  const H = dense(drawLinks(topology, source), Nr, Nt);
  const V = byRadio(topology, drawPrecoders(topology, source));
  const users = [0, 3, 7];
  const rows = (array: Float64Array, row: number) => (k: number) => array.slice(k * row, (k + 1) * row);
  const [whole, part] = [new Measurement(topology), new Measurement(topology, users)];
  whole.measure(H, V);
  const held = users.flatMap((k) => [...rows(H, H.length / K)(k)]);
  part.measure(Float64Array.from(held), V);
  for (const [n, k] of users.entries()) {
    assert.deepEqual(rows(part.Xi, 2 * K * Nr * Ns)(n), rows(whole.Xi, 2 * K * Nr * Ns)(k));
    assert.deepEqual(rows(part.J, 2 * Nr * Nr)(n), rows(whole.J, 2 * Nr * Nr)(k));
    assert.equal(part.rates[n], whole.rates[k]);
    assert.equal(part.interference[n], whole.interference[k]);
  }
});

test('precoders written in their places are measured as those given', () => {
  const topology = network();
  const source = new Source(93);
  const H = dense(drawLinks(topology, source), topology.Nr, topology.Nt);
  const [given, placed] = [new Measurement(topology), new Measurement(topology)];
  for (let slot = 0; slot < 2; slot++) {
    const V = byRadio(topology, drawPrecoders(topology, source));
    given.measure(H, V);
    for (const [l, own] of placed.V.entries()) own.set(V[l]);
    placed.measure(H);
    assert.deepEqual(placed.Xi, given.Xi);
  }
});

test('no user measures nothing', () => {
  const topology = network();
  const measured = new Measurement(topology, []);
  measured.measure(new Float64Array(0), byRadio(topology, drawPrecoders(topology, new Source(92))));
  assert.deepEqual(
    [measured.Xi, measured.J, measured.rates].map(({ length }) => length),
    [0, 0, 0],
  );
});

test('channels are measured where they are, whatever memory that is from one slot to the next', () => {
  const topology = network();
  const V = byRadio(topology, drawPrecoders(topology, new Source(93)));
  const init = { speed_mps: 30, carrier_ghz: 2, rt_loop_ms: 1 };
  const channels = [new Channel(topology, init, 1), new Channel(topology, init, 2)];
  const measured = new Measurement(topology);
  for (let slot = 0; slot < 3; slot++) {
    for (const channel of channels) {
      for (const H of [channel.H, channel.previous.slice(), channel.previous, channel.H.slice()]) {
        const expected = new Measurement(topology);
        expected.measure(H.slice(), V);
        measured.measure(H, V);
        assert.deepEqual(measured.Xi, expected.Xi);
        assert.deepEqual(measured.rates, expected.rates);
      }
      channel.step();
    }
  }
});

test('a channel that is not finite costs its user the rate, no other one, and nothing in the next slot', () => {
  const topology = network();
  const { K, Nr, Nt } = topology;
  const source = new Source(94);
  const V = byRadio(topology, drawPrecoders(topology, source));
  const H = dense(drawLinks(topology, source), Nr, Nt);
  const measured = new Measurement(topology);
  measured.measure(H, V);
  const sound = measured.rates.slice();
  for (const value of [NaN, Infinity]) {
    const broken = H.slice();
    broken.fill(value, H.length / K, (2 * H.length) / K);
    measured.measure(broken, V);
    assert.deepEqual(
      [...measured.rates],
      [...sound].map((rate, k) => (k === 1 ? NaN : rate)),
    );
    measured.measure(H, V);
    assert.deepEqual(measured.rates, sound);
  }
});
