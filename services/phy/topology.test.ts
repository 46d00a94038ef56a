import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assertClose, assertWithin, mean } from './testing/expect.ts';
import { network, smallNetwork } from './testing/network.ts';
import {
  buildTopology,
  deriveTopology,
  filterUsers,
  largeScaleFading,
  oduAt,
  odusOfUser,
  range,
  servingClusters,
  umiNlos,
  usersOfOdu,
  wrap,
} from './topology.ts';

const wide = { radios: 30, users: 20, cluster: 5, observed: 6, odus: 4, area_m: 300 };
/** A few networks that differ in everything that lists hang on. */
const networks = [
  network(),
  network(wide),
  network({ ...wide, cluster: 1 }, 2),
  network({ ...wide, cluster: 30 }, 3),
  network({ ...wide, radios: 3, cluster: 2, odus: 9 }, 4),
  network({ ...wide, shadowing_db: 8 }, 5),
];
const ascendingIds = (ids: readonly number[]) => [...new Set(ids)].sort((a, b) => a - b);

describe('geometry', () => {
  test('distances wrap around: no axis is longer than half the area', () => {
    assert.equal(wrap(30, 100), 30);
    assert.equal(wrap(-30, 100), 30);
    assert.equal(wrap(70, 100), 30);
    assert.equal(wrap(-99, 100), 1);
    assert.equal(wrap(50, 100), 50);
    assert.equal(wrap(0, 100), 0);
    for (let d = -100; d <= 100; d += 0.7) assert.ok(wrap(d, 100) >= 0 && wrap(d, 100) <= 50);
  });

  test('the path loss is that of UMi NLOS, computed by hand', () => {
    // 36.7 log10(100) + 22.7 + 26 log10(2) = 73.4 + 22.7 + 7.82678 = 103.92678 dB.
    assertWithin(-10 * Math.log10(umiNlos(100, 2)), 103.92678, 1e-5, 'loss at 100 m [dB]');
    // 36.7 * 1 + 22.7 + 0 = 59.4 dB at 10 m and 1 GHz.
    assertWithin(-10 * Math.log10(umiNlos(10, 1)), 59.4, 1e-12, 'loss at 10 m [dB]');
    assertWithin(umiNlos(50, 2) / umiNlos(500, 2), 10 ** 3.67, 1e-9 * 10 ** 3.67, 'ratio of a decade');
  });

  test('nobody is nearer than 10 m', () => {
    assert.equal(umiNlos(8, 2), umiNlos(10, 2));
    assert.equal(umiNlos(0, 2), umiNlos(10, 2));
    assert.ok(umiNlos(10.1, 2) < umiNlos(10, 2));
  });

  test('beta follows the wrapped distance in three dimensions, heights 10 m and 2 m', () => {
    const radios = Float64Array.of(5, 5, 195, 100);
    const users = Float64Array.of(5, 5, 195, 195);
    const beta = largeScaleFading(radios, users, 200, 2);
    const at = (dx: number, dy: number) => umiNlos(Math.sqrt(dx * dx + dy * dy + 64), 2);
    // By user, then O-RU: 8 m is below the least distance; 10 m across a corner; 10 m across an edge and 95 m.
    assertClose(beta, [at(0, 0), at(10, 95), at(10, 10), at(0, 95)], 1e-14);
    assert.equal(beta[0], umiNlos(10, 2));
  });

  test('every pair of a drawn network is as far as its wrapped distance says', () => {
    const { K, L, radiosXY, usersXY, beta, area } = networks[1];
    for (let k = 0; k < K; k++) {
      for (let l = 0; l < L; l++) {
        // The nearest of the nine images of the O-RU.
        let nearest = Infinity;
        for (const x of [-area, 0, area]) {
          for (const y of [-area, 0, area]) {
            const dx = radiosXY[2 * l] + x - usersXY[2 * k];
            const dy = radiosXY[2 * l + 1] + y - usersXY[2 * k + 1];
            nearest = Math.min(nearest, Math.sqrt(dx * dx + dy * dy + 64));
          }
        }
        assertWithin(beta[k * L + l] / umiNlos(nearest, 2), 1, 1e-12, `beta of ${k}, ${l}`);
      }
    }
  });
});

describe('O-DU grid', () => {
  const grids: [odus: number, rows: number, columns: number][] = [
    [1, 1, 1],
    [2, 1, 2],
    [4, 2, 2],
    [6, 2, 3],
    [7, 1, 7],
    [9, 3, 3],
    [12, 3, 4],
  ];
  for (const [odus, rows, columns] of grids) {
    test(`${odus} O-DUs share the area in ${rows} rows of ${columns}`, () => {
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          for (const part of [0.001, 0.5, 0.999]) {
            const u = oduAt(((column + part) * 60) / columns, ((row + part) * 60) / rows, 60, odus);
            assert.equal(u, row * columns + column);
          }
        }
      }
    });
  }

  test('the far border belongs to the last row and column', () => {
    assert.equal(oduAt(60, 60, 60, 4), 3);
    assert.equal(oduAt(60, 0, 60, 6), 2);
  });

  test('each O-RU belongs to the O-DU of its position, and to no other', () => {
    for (const { L, U, area, radiosXY, oduOfRadio, radiosOfOdu } of networks) {
      assert.deepEqual(
        oduOfRadio,
        range(L).map((l) => oduAt(radiosXY[2 * l], radiosXY[2 * l + 1], area, U)),
      );
      assert.equal(radiosOfOdu.length, U);
      for (const [u, radios] of radiosOfOdu.entries()) {
        assert.deepEqual(
          radios,
          range(L).filter((l) => oduOfRadio[l] === u),
        );
      }
    }
  });
});

describe('who serves whom', () => {
  test('a cluster is the strongest O-RUs, ascending', () => {
    for (const { K, L, beta, serving } of networks) {
      for (let k = 0; k < K; k++) {
        assert.deepEqual(serving[k], ascendingIds(serving[k]));
        const weakestIn = Math.min(...serving[k].map((l) => beta[k * L + l]));
        for (let l = 0; l < L; l++) {
          if (!serving[k].includes(l)) assert.ok(beta[k * L + l] <= weakestIn);
        }
      }
    }
    assert.deepEqual(
      networks.map(({ serving }) => new Set(serving.map((radios) => radios.length))),
      [3, 5, 1, 30, 2, 5].map((size) => new Set([size])),
    );
  });

  test('equal strengths fall to the lower number', () => {
    assert.deepEqual(servingClusters(Float64Array.of(1, 2, 1, 1), 1, 4, 2), [[0, 1]]);
  });

  test('serving and served are inverse of each other', () => {
    for (const { K, L, serving, served } of networks) {
      for (let k = 0; k < K; k++) {
        for (let l = 0; l < L; l++) assert.equal(serving[k].includes(l), served[l].includes(k));
      }
      for (const users of served) assert.deepEqual(users, ascendingIds(users));
    }
  });

  test('coupled users are those that share an O-RU with a user of K_l', () => {
    for (const { K, L, serving, served, coupled } of networks) {
      for (let l = 0; l < L; l++) {
        const expected = range(K).filter((i) =>
          served[l].some((k) => serving[i].some((j) => serving[k].includes(j))),
        );
        assert.deepEqual(coupled[l], expected);
      }
    }
  });

  test('the observed set starts with the user and goes on by falling similarity', () => {
    for (const { K, L, beta, observed } of networks) {
      const similarity = (i: number, k: number) =>
        range(L).reduce((sum, l) => sum + beta[i * L + l] * beta[k * L + l], 0);
      for (let k = 0; k < K; k++) {
        assert.equal(observed[k][0], k);
        assert.equal(new Set(observed[k]).size, observed[k].length);
        const scores = observed[k].slice(1).map((i) => similarity(i, k));
        for (let n = 1; n < scores.length; n++) assert.ok(scores[n] <= scores[n - 1]);
        const least = scores.at(-1) as number;
        for (const i of range(K)) {
          if (!observed[k].includes(i)) assert.ok(similarity(i, k) <= least);
        }
      }
    }
    assert.equal(network(wide).observed[0].length, 6);
    assert.deepEqual(network({ ...wide, observed: 1 }).observed[4], [4]);
  });

  test("a user's anchor is the O-DU of its strongest O-RU", () => {
    for (const { K, L, U, beta, oduOfRadio, anchor, usersOfAnchor } of networks) {
      for (let k = 0; k < K; k++) {
        const row = Array.from(beta.subarray(k * L, (k + 1) * L));
        assert.equal(anchor[k], oduOfRadio[row.indexOf(Math.max(...row))]);
      }
      assert.deepEqual(
        usersOfAnchor,
        range(U).map((u) => range(K).filter((k) => anchor[k] === u)),
      );
    }
  });

  test('odusOfUser and usersOfOdu are inverse of each other and follow the O-RUs', () => {
    for (const topology of networks) {
      const { K, U, serving, oduOfRadio } = topology;
      for (let k = 0; k < K; k++) {
        const expected = range(U).filter((u) => serving[k].some((l) => oduOfRadio[l] === u));
        assert.deepEqual(odusOfUser(topology, k), expected);
        for (const u of range(U)) assert.equal(usersOfOdu(topology, u).includes(k), expected.includes(u));
      }
    }
  });
});

describe('filterUsers', () => {
  test('are the users in the sums of the O-DU: those served, or all that are coupled', () => {
    for (const topology of networks) {
      for (const u of range(topology.U)) {
        assert.deepEqual(filterUsers(topology, u, 'served'), usersOfOdu(topology, u));
        assert.deepEqual(filterUsers(topology, u, 'none'), usersOfOdu(topology, u));
        const coupled = range(topology.K).filter((i) =>
          topology.radiosOfOdu[u].some((l) => topology.coupled[l].includes(i)),
        );
        assert.deepEqual(filterUsers(topology, u, 'coupled'), coupled);
      }
    }
  });
});

describe('buildTopology', () => {
  test('turns dBm into watts and takes the streams from the smaller array', () => {
    const topology = network({ p_max_dbm: 30, noise_dbm: -114, nt: 4, nr: 2 });
    assertWithin(topology.pMax, 1, 1e-15, 'P_max [W]');
    assertWithin(topology.noise / 3.981071705534969e-15, 1, 1e-12, 'noise [W]');
    assert.equal(topology.Ns, 2);
    assert.equal(network({ nt: 2, nr: 4 }).Ns, 2);
    assert.equal(network({ nt: 1, nr: 1 }).Ns, 1);
  });

  test('gives every process the same network', () => {
    assert.deepEqual(buildTopology(smallNetwork, 9), buildTopology(smallNetwork, 9));
  });

  test('gives another network for another seed', () => {
    const [a, b] = [network({}, 1), network({}, 2)];
    assert.notDeepEqual(a.radiosXY, b.radiosXY);
    assert.notDeepEqual(a.usersXY, b.usersXY);
  });

  test('spreads positions evenly over the area', () => {
    const { radiosXY, usersXY } = network({ radios: 2000, users: 500, cluster: 1, observed: 1, area_m: 80 });
    const all = [...radiosXY, ...usersXY];
    assert.ok(all.every((x) => x >= 0 && x < 80));
    assertWithin(mean(all), 40, (5 * 80) / Math.sqrt(12 * all.length), 'mean coordinate');
  });

  test('shadowing leaves positions as they were and has the stated deviation', () => {
    const size = { radios: 100, users: 50 };
    const [plain, shadowed] = [network(size), network({ ...size, shadowing_db: 6 })];
    assert.deepEqual(shadowed.radiosXY, plain.radiosXY);
    assert.deepEqual(shadowed.usersXY, plain.usersXY);
    const db = plain.beta.map((b, n) => 10 * Math.log10(shadowed.beta[n] / b));
    assertWithin(mean(db), 0, (5 * 6) / Math.sqrt(db.length), 'mean [dB]');
    assertWithin(mean(db.map((x) => x * x)) / 36, 1, 5 * Math.sqrt(2 / db.length), 'variance');
  });

  test('without shadowing beta is the path loss alone', () => {
    const { radiosXY, usersXY, beta } = network({ shadowing_db: 0 });
    assert.deepEqual(beta, largeScaleFading(radiosXY, usersXY, smallNetwork.area_m, 2));
  });

  test('clusters follow the shadowed strengths', () => {
    const { K, L, beta, serving } = network({ ...wide, shadowing_db: 10 });
    for (let k = 0; k < K; k++) {
      const row = Array.from(beta.subarray(k * L, (k + 1) * L));
      assert.ok(serving[k].includes(row.indexOf(Math.max(...row))));
    }
  });

  test('deriveTopology takes the placement as it is given', () => {
    const { radiosXY, usersXY, beta } = network();
    const oduOfRadio = [1, 0, 1, 0, 1, 0, 1, 0];
    const derived = deriveTopology(smallNetwork, { radiosXY, usersXY, beta, oduOfRadio });
    assert.deepEqual(derived.radiosOfOdu, [
      [1, 3, 5, 7],
      [0, 2, 4, 6],
    ]);
  });
});
