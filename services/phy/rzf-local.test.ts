import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LocalRzf, regularisedInverse } from './rzf-local.ts';
import { powerOf } from './power.ts';
import { assertClose, assertFinite, assertWithin } from './testing/expect.ts';
import {
  fromFlat,
  hermitian,
  identity,
  multiply,
  scale,
  stack,
  toFlat,
  type Matrix,
} from './testing/matrix.ts';
import { naiveLocal, naiveRegularisedInverse } from './testing/naive-rzf.ts';
import { drawLinks, drawPrecoders, makeCell, network, precoderOf, type Links } from './testing/network.ts';
import { Source } from './testing/source.ts';
import type { Topology } from './topology.ts';

const sizes: Record<string, Topology> = {
  'the paper’s antennas': network({ odus: 2 }, 1),
  'users of one antenna': network({ nr: 1 }, 2),
  'users of four antennas': network({ nr: 4, nt: 4 }, 3),
  'O-RUs of fewer antennas than the users': network({ nr: 4, nt: 2 }, 4),
  'O-RUs that serve many users': network({ users: 9, radios: 4, odus: 1 }, 5),
  'O-RUs that serve nobody': network({ users: 2, radios: 10, cluster: 2 }, 6),
  'odd numbers of antennas': network({ nr: 3, nt: 5, users: 6 }, 7),
  'O-RUs of one antenna': network({ nr: 2, nt: 1 }, 8),
  'O-RUs of many antennas': network({ nt: 24, users: 8, cluster: 4 }, 9),
};

const precode = (topology: Topology, odu: number, H: Links, lambda: number) => {
  const cell = makeCell(topology, odu, H, drawPrecoders(topology, new Source(1)));
  new LocalRzf(topology, odu, lambda).precode(cell);
  return cell;
};

describe('regularisedInverse', () => {
  test('is H^H (H H^H + lambda I)^-1 for wide and tall H', () => {
    const source = new Source(501);
    for (const [rows, width] of [
      [1, 1],
      [2, 5],
      [4, 4],
      [6, 3],
    ]) {
      for (const lambda of [1e-3, 1, 1e3]) {
        const H = source.matrix(rows, width);
        assertClose(
          regularisedInverse(rows, width, toFlat(H), lambda),
          naiveRegularisedInverse(H, lambda),
          1e-9,
        );
      }
    }
  });

  test('is the pseudo-inverse at lambda = 0, wide or tall', () => {
    const source = new Source(502);
    for (const [rows, width] of [
      [2, 5],
      [4, 4],
      [6, 3],
      [5, 4],
      [2, 1],
    ]) {
      // Several, since a singular matrix can look positive definite by rounding.
      for (let round = 0; round < 10; round++) {
        const H = source.matrix(rows, width);
        const expected = naiveRegularisedInverse(H, 0);
        assertClose(regularisedInverse(rows, width, toFlat(H), 0), expected, 1e-8);
      }
    }
  });

  test('is the pseudo-inverse at lambda = 0 where two users have the same channel', () => {
    const source = new Source(503);
    const G = source.matrix(2, 4);
    const H = stack([G, G]);
    const P = fromFlat(regularisedInverse(4, 4, toFlat(H), 0), 4, 4);
    assertClose(multiply(H, P, H), H, 1e-9);
    assertClose(multiply(P, H, P), P, 1e-9);
    assertClose(multiply(H, P), hermitian(multiply(H, P)), 1e-9);
    assertClose(multiply(P, H), hermitian(multiply(P, H)), 1e-9);
  });

  test('only reads H', () => {
    const H = new Source(504).values(2 * 3 * 4);
    const before = H.slice();
    regularisedInverse(3, 4, H, 1);
    assert.deepEqual(H, before);
  });
});

describe('D-RZF', () => {
  for (const [size, topology] of Object.entries(sizes)) {
    for (const lambda of [0, 1, 1e6]) {
      test(`is (41), (42) with ${size} and lambda ${lambda}`, () => {
        const H = drawLinks(topology, new Source(510));
        const expected = naiveLocal(topology, H, lambda);
        for (let odu = 0; odu < topology.U; odu++) {
          const cell = precode(topology, odu, H, lambda);
          for (const l of cell.radios) {
            for (const k of topology.served[l]) {
              assertClose(precoderOf(cell, l, k), expected[k][l] as Matrix, 1e-7, `user ${k}, O-RU ${l}`);
            }
          }
        }
      });
    }
  }

  test('every O-RU that serves somebody transmits exactly P_max', () => {
    for (const topology of Object.values(sizes)) {
      const cell = precode(topology, 0, drawLinks(topology, new Source(511)), 1e4);
      for (const [j, l] of cell.radios.entries()) {
        const expected = topology.served[l].length > 0 ? topology.pMax : 0;
        assertWithin(powerOf(cell.V[j]), expected, 1e-12, `power of O-RU ${l}`);
      }
    }
  });

  test('without regularisation an O-RU leaks nothing between users it can tell apart', () => {
    const topology = network({ users: 2, radios: 2, cluster: 2, odus: 1, nt: 4, nr: 2 });
    const H = drawLinks(topology, new Source(512));
    const cell = precode(topology, 0, H, 0);
    for (const l of [0, 1]) {
      for (const [i, k] of [
        [0, 1],
        [1, 0],
      ]) {
        const leak = toFlat(multiply(H[i][l], precoderOf(cell, l, k)));
        const signal = toFlat(multiply(H[k][l], precoderOf(cell, l, k)));
        assert.ok(Math.max(...leak.map(Math.abs)) < 1e-9 * Math.max(...signal.map(Math.abs)));
      }
    }
  });

  test('survives users with the same channel and lambda 0', () => {
    const topology = network({ users: 4, radios: 4, cluster: 4, odus: 1 });
    const H = drawLinks(topology, new Source(513));
    H[1] = H[0];
    const cell = precode(topology, 0, H, 0);
    for (const V of cell.V) {
      assertFinite(V);
      assertWithin(powerOf(V), topology.pMax, 1e-9, 'power');
    }
  });

  test('takes the pseudo-inverse where lambda is lost in rounding', () => {
    const topology = network({ users: 4, radios: 4, cluster: 4, odus: 1, nt: 12 });
    const { K, L, Nr, Nt, pMax } = topology;
    // Whole numbers, so that the second user's pivots are zero and not only small.
    const H = Array.from({ length: K }, () => Array.from({ length: L }, () => identity(Nt).slice(0, Nr)));
    const cell = precode(topology, 0, H, 1e-300);
    const entry = Math.sqrt(pMax / (K * Nr));
    for (const [j, l] of cell.radios.entries()) {
      for (const k of topology.served[l])
        assertClose(precoderOf(cell, l, k), scale(hermitian(H[k][l]), entry), 1e-9, `user ${k}, O-RU ${j}`);
    }
  });

  test('a small lambda costs no digits where antennas outnumber the rows of H', () => {
    const topology = network({ users: 2, radios: 3, cluster: 2, nt: 8 });
    const H = drawLinks(topology, new Source(516));
    const [small, none] = [1e-9, 0].map((lambda) => precode(topology, 0, H, lambda));
    for (const [j, V] of small.V.entries()) assertClose(V, none.V[j], 1e-9);
  });

  test('an O-RU whose channels are all zero transmits nothing', () => {
    const topology = network({ odus: 1 });
    const H = drawLinks(topology, new Source(514));
    const l = topology.served.findIndex((users) => users.length > 0);
    for (const row of H) row[l] = row[l].map((entries) => entries.map(() => ({ re: 0, im: 0 })));
    const cell = precode(topology, 0, H, 1);
    assert.ok(cell.V[l].every((v) => v === 0));
  });

  test('channels that are no numbers spoil no later call', () => {
    for (const topology of Object.values(sizes)) {
      const H = drawLinks(topology, new Source(517));
      const [cell, fresh] = [1, 2].map(() =>
        makeCell(topology, 0, H, drawPrecoders(topology, new Source(1))),
      );
      const rzf = new LocalRzf(topology, 0, 2);
      for (const channels of cell.H) channels.fill(NaN);
      rzf.precode(cell);
      for (const [j, channels] of fresh.H.entries()) cell.H[j].set(channels);
      rzf.precode(cell);
      rzf.precode(fresh);
      assert.deepEqual(cell.V, fresh.V);
    }
  });

  test('touches V only, and hangs on nothing but H', () => {
    const topology = sizes['the paper’s antennas'];
    const H = drawLinks(topology, new Source(515));
    const [a, b] = [1, 2].map((seed) => makeCell(topology, 0, H, drawPrecoders(topology, new Source(seed))));
    const before = structuredClone([a.H, a.U, a.W, a.omega, a.xi, a.Zremote]);
    b.U.fill(3);
    b.Zremote.fill(4);
    b.omega.fill(5);
    const rzf = new LocalRzf(topology, 0, 7);
    rzf.precode(a);
    rzf.precode(b);
    assert.deepEqual([a.H, a.U, a.W, a.omega, a.xi, a.Zremote], before);
    assert.deepEqual(a.V, b.V);
  });
});
