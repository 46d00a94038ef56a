import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ClusterRzf } from './rzf-cluster.ts';
import { assertClose, assertFinite, assertWithin } from './testing/expect.ts';
import {
  fromFlat,
  hermitian,
  identity,
  scale,
  squaredNorm,
  toFlat,
  zeros,
  type Matrix,
} from './testing/matrix.ts';
import { naiveCluster, radioPowers } from './testing/naive-rzf.ts';
import { dense, drawLinks, each, network, type Links, type Precoders } from './testing/network.ts';
import { Source } from './testing/source.ts';
import type { Topology } from './topology.ts';

const sizes: Record<string, Topology> = {
  'the paper’s antennas': network({}, 1),
  'users of one antenna': network({ nr: 1 }, 2),
  'users of four antennas': network({ nr: 4, users: 4 }, 3),
  'O-RUs of fewer antennas than the users': network({ nr: 4, nt: 2, users: 3 }, 4),
  'clusters of one O-RU': network({ cluster: 1, users: 7 }, 5),
  'odd numbers of antennas': network({ nr: 3, nt: 5 }, 7),
  'O-RUs of one antenna': network({ nt: 1 }, 8),
  'a network where not everybody is coupled': network({ radios: 12, users: 8, cluster: 2, area_m: 400 }, 6),
};

/** H as E2 reports it: zero where the O-RU is not coupled with the user. */
const reported = ({ coupled, Nr, Nt }: Topology, H: Links): Links =>
  H.map((row, i) => row.map((h, l) => (coupled[l].includes(i) ? h : zeros(Nr, Nt))));

function precode(topology: Topology, H: Links, lambda: number): Precoders {
  const { K, L, Nr, Nt, Ns, serving } = topology;
  const V = new Float64Array(2 * K * L * Nt * Ns);
  new ClusterRzf(topology, lambda).precode(dense(reported(topology, H), Nr, Nt), V);
  return each(K, (k) =>
    each(L, (l) => {
      const block = fromFlat(V, Nt, Ns, 2 * (k * L + l) * Nt * Ns);
      if (serving[k].includes(l)) return block;
      assert.equal(squaredNorm(block), 0, 'only served users get anything');
      return null;
    }),
  );
}

const powerOfUser = (row: Precoders[number]) =>
  row.reduce((p, v) => p + (v === null ? 0 : squaredNorm(v)), 0);

describe('P-RZF', () => {
  for (const [size, topology] of Object.entries(sizes)) {
    for (const lambda of [1, 1e5]) {
      test(`is RZF over each user's cluster with ${size} and lambda ${lambda}`, () => {
        const { Nt, Ns } = topology;
        const H = drawLinks(topology, new Source(540));
        const expected = naiveCluster(topology, H, lambda);
        assertClose(dense(precode(topology, H, lambda), Nt, Ns), dense(expected, Nt, Ns), 1e-7);
      });
    }
  }

  test('reads no channel of a user that is not coupled with the O-RU', () => {
    const topology = sizes['a network where not everybody is coupled'];
    const { K, L, Nr, Nt, Ns } = topology;
    const H = drawLinks(topology, new Source(547));
    const everything = new Float64Array(2 * K * L * Nt * Ns);
    new ClusterRzf(topology, 1e3).precode(dense(H, Nr, Nt), everything);
    assert.ok(topology.coupled.some((users) => users.length < K && users.length > 0));
    assertClose(everything, dense(precode(topology, H, 1e3), Nt, Ns), 0);
  });

  test('users get equal power and the strongest O-RU transmits P_max', () => {
    for (const [size, topology] of Object.entries(sizes)) {
      // With fewer antennas at the O-RU than at the user some columns are left out, and power with them.
      if (topology.Ns < topology.Nr) continue;
      const V = precode(topology, drawLinks(topology, new Source(541)), 1e4);
      assertWithin(Math.max(...radioPowers(topology, V)), topology.pMax, 1e-12, `largest power, ${size}`);
      for (const row of V) assertWithin(powerOfUser(row) / powerOfUser(V[0]), 1, 1e-12, `power, ${size}`);
    }
  });

  test('users get equal power where they receive fewer streams than they have antennas', () => {
    const topology = sizes['O-RUs of fewer antennas than the users'];
    const V = precode(topology, drawLinks(topology, new Source(541)), 1e4);
    for (const row of V) assertWithin(powerOfUser(row) / powerOfUser(V[0]), 1, 1e-12, 'power');
  });

  test('strong regularisation turns it into maximum ratio transmission', () => {
    const topology = sizes['the paper’s antennas'];
    const { K, Nt, Ns } = topology;
    const H = drawLinks(topology, new Source(542));
    const V = precode(topology, H, 1e25);
    for (let k = 0; k < K; k++) {
      const own = topology.serving[k].map((l) => V[k][l] ?? zeros(Nt, Ns)).flat(2);
      const matched = topology.serving[k]
        .map((l) => H[k][l][0].map((_, t) => H[k][l].map((row) => ({ re: row[t].re, im: -row[t].im }))))
        .flat(2);
      const scale = own[0].re / matched[0].re;
      assertClose(
        own.flatMap(({ re, im }) => [re, im]),
        matched.flatMap(({ re, im }) => [scale * re, scale * im]),
        1e-9,
      );
    }
  });

  test('a user without any channel gets nothing and spoils nobody', () => {
    const topology = sizes['the paper’s antennas'];
    const H = drawLinks(topology, new Source(543));
    H[0] = H[0].map(() => zeros(topology.Nr, topology.Nt));
    const V = precode(topology, H, 1);
    assertFinite(dense(V, topology.Nt, topology.Ns));
    assert.equal(powerOfUser(V[0]), 0);
    assertWithin(Math.max(...radioPowers(topology, V)), topology.pMax, 1e-9, 'largest power');
  });

  test('survives lambda 0 where a cluster has more antennas than there are users to tell apart', () => {
    const topology = network({ users: 2, radios: 4, cluster: 3, odus: 1 });
    const V = precode(topology, drawLinks(topology, new Source(544)), 0);
    assertFinite(dense(V, topology.Nt, topology.Ns));
    const least = precode(topology, drawLinks(topology, new Source(544)), 1e-3);
    assertClose(dense(V, topology.Nt, topology.Ns), dense(least, topology.Nt, topology.Ns), 1e-3);
  });

  test('takes the pseudo-inverse where lambda is lost in rounding', () => {
    for (const nt of [4, 3]) {
      const topology = network({ users: 3, radios: 5, cluster: 3, odus: 1, nt });
      const { K, L, Nr, Nt } = topology;
      // Whole numbers, so that pivots beyond the rank are zero and not only small.
      const H = each(K, () => each(L, () => identity(Nt).slice(0, Nr)));
      const V = precode(topology, H, 1e-300);
      const entry = V[0][topology.serving[0][0]]?.[0][0].re as number;
      assert.ok(entry > 0);
      for (let k = 0; k < K; k++) {
        for (const l of topology.serving[k]) {
          const expected = scale(hermitian(H[k][l]), entry);
          assertClose(toFlat(V[k][l] as Matrix), expected, 1e-9, `user ${k}, O-RU ${l}`);
        }
      }
    }
  });

  test('channels that are no numbers spoil no later call', () => {
    for (const topology of Object.values(sizes)) {
      const { K, L, Nr, Nt, Ns } = topology;
      const H = dense(reported(topology, drawLinks(topology, new Source(548))), Nr, Nt);
      const rzf = new ClusterRzf(topology, 2);
      const [V, fresh] = [1, 2].map(() => new Float64Array(2 * K * L * Nt * Ns));
      rzf.precode(H.slice().fill(NaN), V);
      rzf.precode(H, V);
      new ClusterRzf({ ...topology }, 2).precode(H, fresh);
      assert.deepEqual(V, fresh);
    }
  });

  test('a second call hangs on nothing of the first', () => {
    const topology = sizes['the paper’s antennas'];
    const { K, L, Nr, Nt, Ns } = topology;
    const [first, second] = [545, 546].map((seed) => dense(drawLinks(topology, new Source(seed)), Nr, Nt));
    const rzf = new ClusterRzf(topology, 2);
    const [V, fresh] = [1, 2].map(() => new Float64Array(2 * K * L * Nt * Ns));
    rzf.precode(first, V);
    rzf.precode(second, V);
    new ClusterRzf(topology, 2).precode(second, fresh);
    assert.deepEqual(V, fresh);
  });
});
