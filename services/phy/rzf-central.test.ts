import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CentralRzf, scaleToStrongest } from './rzf-central.ts';
import { assertClose, assertFinite, assertWithin } from './testing/expect.ts';
import {
  fromFlat,
  hermitian,
  identity,
  multiply,
  scale,
  squaredNorm,
  sum,
  toFlat,
  zeros,
  type Matrix,
} from './testing/matrix.ts';
import { naiveCentral, radioPowers } from './testing/naive-rzf.ts';
import {
  dense,
  drawLinks,
  drawPrecoders,
  each,
  network,
  type Links,
  type Precoders,
} from './testing/network.ts';
import { Source } from './testing/source.ts';
import type { Topology } from './topology.ts';

const sizes: Record<string, Topology> = {
  'the paper’s antennas': network({}, 1),
  'users of one antenna': network({ nr: 1 }, 2),
  'users of four antennas': network({ nr: 4, users: 4 }, 3),
  'O-RUs of fewer antennas than the users': network({ nr: 4, nt: 2, users: 3 }, 4),
  'whole clusters': network({ cluster: 8 }, 5),
  'odd numbers of antennas': network({ nr: 3, nt: 5 }, 6),
  'O-RUs of one antenna': network({ nt: 1, users: 3 }, 7),
  'O-RUs of many antennas': network({ nt: 12, radios: 4, cluster: 2 }, 8),
};

function precode(topology: Topology, H: Links, lambda: number, csi: 'full' | 'served'): Precoders {
  const { K, L, Nr, Nt, Ns, serving } = topology;
  const V = new Float64Array(2 * K * L * Nt * Ns);
  new CentralRzf(topology, lambda, csi).precode(dense(H, Nr, Nt), V);
  return each(K, (k) =>
    each(L, (l) => {
      const block = fromFlat(V, Nt, Ns, 2 * (k * L + l) * Nt * Ns);
      if (serving[k].includes(l)) return block;
      assert.equal(squaredNorm(block), 0, 'only served users get anything');
      return null;
    }),
  );
}

describe('C-RZF', () => {
  for (const [size, topology] of Object.entries(sizes)) {
    for (const csi of ['full', 'served'] as const) {
      for (const lambda of [0, 1, 1e5]) {
        test(`is (39), (40) with ${size}, ${csi} CSI and lambda ${lambda}`, () => {
          const { Nt, Ns } = topology;
          const H = drawLinks(topology, new Source(520));
          const expected = naiveCentral(topology, H, lambda, csi);
          assertClose(dense(precode(topology, H, lambda, csi), Nt, Ns), dense(expected, Nt, Ns), 1e-7);
        });
      }
    }
  }

  test('the strongest O-RU transmits P_max, the others no more', () => {
    for (const topology of Object.values(sizes)) {
      for (const csi of ['full', 'served'] as const) {
        const V = precode(topology, drawLinks(topology, new Source(521)), 1e4, csi);
        assertWithin(Math.max(...radioPowers(topology, V)), topology.pMax, 1e-12, 'largest power');
      }
    }
  });

  test('without regularisation and with everybody serving everybody no user hears another', () => {
    const topology = sizes['whole clusters'];
    const { K, L, Nr, Ns } = topology;
    const H = drawLinks(topology, new Source(522));
    const V = precode(topology, H, 0, 'full');
    const heard = (i: number, k: number) =>
      squaredNorm(
        sum(
          each(L, (l) => multiply(H[i][l], V[k][l] as Matrix)),
          zeros(Nr, Ns),
        ),
      );
    for (let i = 0; i < K; i++) {
      for (let k = 0; k < K; k++) if (i !== k) assert.ok(heard(i, k) < 1e-16 * heard(k, k));
    }
  });

  test('survives more streams than antennas, and users with the same channel, at lambda 0', () => {
    const crowded = network({ users: 12, radios: 3, cluster: 2, odus: 1 });
    const H = drawLinks(crowded, new Source(523));
    H[1] = H[0];
    for (const csi of ['full', 'served'] as const) {
      for (const lambda of [0, 1]) {
        const V = precode(crowded, H, lambda, csi);
        assertFinite(dense(V, crowded.Nt, crowded.Ns));
        assertWithin(Math.max(...radioPowers(crowded, V)), crowded.pMax, 1e-9, 'largest power');
      }
    }
  });

  test('a cluster without any channel transmits nothing and spoils nobody', () => {
    const topology = sizes['the paper’s antennas'];
    const H = drawLinks(topology, new Source(524));
    H[0] = H[0].map(() => zeros(topology.Nr, topology.Nt));
    for (const lambda of [0, 1]) {
      const V = precode(topology, H, lambda, 'served');
      assertFinite(dense(V, topology.Nt, topology.Ns));
      assert.equal(
        V[0].reduce((p, v) => p + (v === null ? 0 : squaredNorm(v)), 0),
        0,
      );
      assertWithin(Math.max(...radioPowers(topology, V)), topology.pMax, 1e-9, 'largest power');
    }
  });

  test('with served CSI no other channel is read', () => {
    const topology = sizes['the paper’s antennas'];
    const H = drawLinks(topology, new Source(525));
    const spoilt = H.map((row, k) =>
      row.map((h, l) =>
        topology.serving[k].includes(l) ? h : h.map((r) => r.map(() => ({ re: NaN, im: NaN }))),
      ),
    );
    assert.deepEqual(precode(topology, spoilt, 3, 'served'), precode(topology, H, 3, 'served'));
  });

  test('takes the pseudo-inverse where lambda is lost in rounding', () => {
    for (const nr of [2, 1]) {
      const topology = network({ users: 5, radios: 4, cluster: 4, odus: 1, nr });
      const { K, L, Nr, Nt } = topology;
      // Whole numbers, so that pivots beyond the rank are zero and not only small.
      const H = each(K, () => each(L, () => identity(Nt).slice(0, Nr)));
      const V = precode(topology, H, 1e-300, 'full');
      const entry = Math.sqrt(topology.pMax / (K * Nr));
      for (const row of V) {
        for (const [l, v] of row.entries())
          assertClose(toFlat(v as Matrix), scale(hermitian(H[0][l]), entry), 1e-9, `O-RU ${l}`);
      }
    }
  });

  test('channels that are no numbers spoil no later call', () => {
    for (const topology of Object.values(sizes)) {
      const { K, L, Nr, Nt, Ns } = topology;
      const H = dense(drawLinks(topology, new Source(528)), Nr, Nt);
      const rzf = new CentralRzf(topology, 2, 'full');
      const [V, fresh] = [1, 2].map(() => new Float64Array(2 * K * L * Nt * Ns));
      rzf.precode(H.slice().fill(NaN), V);
      rzf.precode(H, V);
      new CentralRzf({ ...topology }, 2, 'full').precode(H, fresh);
      assert.deepEqual(V, fresh);
    }
  });

  test('a second call hangs on nothing of the first', () => {
    const topology = sizes['the paper’s antennas'];
    const { K, L, Nr, Nt, Ns } = topology;
    const [first, second] = [526, 527].map((seed) => dense(drawLinks(topology, new Source(seed)), Nr, Nt));
    const rzf = new CentralRzf(topology, 2, 'served');
    const [V, fresh] = [1, 2].map(() => new Float64Array(2 * K * L * Nt * Ns));
    rzf.precode(first, V);
    rzf.precode(second, V);
    new CentralRzf(topology, 2, 'served').precode(second, fresh);
    assertClose(V, fresh, 1e-15);
  });
});

describe('scaleToStrongest', () => {
  test('gives all precoders one factor, set by the strongest O-RU', () => {
    const topology = network();
    const { Nt, Ns } = topology;
    const drawn = drawPrecoders(topology, new Source(530), 3);
    // One O-RU stronger than the rest.
    const l = topology.serving[0][0];
    for (const row of drawn)
      if (row[l] !== null)
        row[l] = multiply(
          row[l],
          [
            [2, 0],
            [0, 2],
          ].map((r) => r.map((re) => ({ re, im: 0 }))),
        );
    const V = dense(drawn, Nt, Ns);
    const before = V.slice();
    scaleToStrongest(topology, V, topology.pMax);
    assertClose(
      V,
      before.map((v) => v * Math.sqrt(topology.pMax / 12)),
      1e-14,
    );
  });

  test('leaves zeros zero', () => {
    const topology = network();
    const V = new Float64Array(2 * topology.K * topology.L * topology.Nt * topology.Ns);
    scaleToStrongest(topology, V, 1);
    assert.ok(V.every((v) => v === 0));
  });
});
