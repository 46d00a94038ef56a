import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { Channel } from './channel.ts';
import { FilterEquations } from './filters.ts';
import { solveByNewton } from './multiplier.ts';
import { OduCell } from './odu-cell.ts';
import { powerOf } from './power.ts';
import { DistributedPrecoder } from './precoder.ts';
import { CentralRzf } from './rzf-central.ts';
import { ClusterRzf } from './rzf-cluster.ts';
import { LocalRzf } from './rzf-local.ts';
import { assertClose, assertFinite, assertWithin } from './testing/expect.ts';
import { fromFlat, squaredNorm } from './testing/matrix.ts';
import { naiveSweep, receivedFrom, type NaiveInput } from './testing/naive-precoder.ts';
import {
  byRadio,
  drawLinks,
  drawPrecoders,
  each,
  makeCell,
  network,
  type Precoders,
} from './testing/network.ts';
import { Source } from './testing/source.ts';
import { range, type Topology } from './topology.ts';
import { spreadCsi, Twin, type TwinApps, type TwinInit } from './twin.ts';

const topology = network({ radios: 10, users: 6, cluster: 4, odus: 2 }, 2);
const init: TwinInit = {
  seed: 1,
  error_db: null,
  rt_loops: 5,
  r_min: 4,
  mu_step: 0.05,
  mu_start: 1,
  start_lambda: 1e6,
  speed_mps: 1.4,
  carrier_ghz: 2,
  rt_loop_ms: 1,
};

/** (16)-(17) on the whole J_k, and (30) or (23). */
function proposed(on: Topology, reach: 'served' | 'coupled' = 'served'): TwinApps {
  const { K, U, Nr, Ns } = on;
  const equations = new FilterEquations(Nr, Ns);
  const block = 2 * Nr * Ns;
  return {
    gives: 'filters',
    reach,
    filter: ({ J, Xi }, k, Uk, Wk) => {
      const own = (k * K + k) * block;
      equations.receiveFilter(J.subarray(2 * k * Nr * Nr, 2 * (k + 1) * Nr * Nr), 0, Xi, own, Uk);
      equations.weight(Uk, Xi, own, 1e-7, Wk);
    },
    precoders: range(U).map((u) => {
      const precoder = new DistributedPrecoder(on, u, { reach, coordinated: true });
      return (cell) => precoder.precode(cell, solveByNewton);
    }),
  };
}

const local = (on: Topology): TwinApps => ({
  gives: 'local',
  precoders: range(on.U).map((u) => {
    const rzf = new LocalRzf(on, u, 1e5);
    return (cell) => rzf.precode(cell);
  }),
});

const central = (on: Topology): TwinApps => {
  const rzf = new CentralRzf(on, 1e5, 'served');
  return { gives: 'precoders', csi: 'served', precode: (H, V) => rzf.precode(H, V) };
};

const cluster = (on: Topology): TwinApps => {
  const rzf = new ClusterRzf(on, 1e5);
  return { gives: 'precoders', csi: 'coupled', precode: (H, V) => rzf.precode(H, V) };
};

const schemes: Record<string, (on: Topology) => TwinApps> = {
  'filters, (30)': (on) => proposed(on),
  'filters, (23) over coupled users': (on) => proposed(on, 'coupled'),
  'precoders of D-RZF': local,
  'precoders of C-RZF': central,
  'precoders of P-RZF': cluster,
};

for (const [scheme, apps] of Object.entries(schemes)) {
  describe(`Twin with ${scheme}`, () => {
    test('repeats for a seed and differs between seeds', () => {
      const run = (seed: number) => {
        const twin = new Twin(topology, apps(topology), { ...init, seed });
        return { sums: [twin.loop(), twin.loop(), twin.loop()], mu: [...twin.mu], V: twin.V };
      };
      assert.deepEqual(run(1), run(1));
      assert.notDeepEqual(run(1).sums, run(2).sums);
    });

    test('keeps every O-RU within P_max in every slot, with perfect and with poor CSI', () => {
      for (const error_db of [null, 0]) {
        const twin = new Twin(topology, apps(topology), { ...init, error_db, rt_loops: 1 });
        for (let slot = 0; slot < 12; slot++) {
          for (const V of twin.V) assert.ok(powerOf(V) <= topology.pMax * (1 + 1e-12));
          twin.loop();
          assertFinite(twin.measured.rates);
        }
      }
    });

    test('rounding to float32 on the wires is there and is not visible beyond 1e-4', (t: TestContext) => {
      const run = () => {
        const twin = new Twin(topology, apps(topology), init);
        return Float64Array.from({ length: 4 }, () => twin.loop());
      };
      const rounded = run();
      t.mock.method(Math, 'fround', (x: number) => x);
      const exact = run();
      assertClose(rounded, exact, 1e-4, 'sum rates');
      assert.notDeepEqual(rounded, exact);
    });
  });
}

test('adds the mean rate of each user over the loop, and returns their sum', () => {
  const [whole, slots] = [5, 1].map((rt_loops) => new Twin(topology, local(topology), { ...init, rt_loops }));
  const rates = new Float64Array(topology.K).fill(10);
  const sum = whole.loop(rates);
  const expected = new Float64Array(topology.K);
  for (let slot = 0; slot < 5; slot++) {
    slots.loop();
    for (let k = 0; k < topology.K; k++) expected[k] += slots.measured.rates[k] / 5;
  }
  assertClose(
    rates.map((r) => r - 10),
    expected,
    1e-12,
  );
  assertWithin(
    sum,
    expected.reduce((a, b) => a + b, 0),
    1e-9,
    'sum rate',
  );
});

test('all schemes and the runs beside them see the same channels', () => {
  const twin = new Twin(topology, proposed(topology), init);
  const other = new Twin(topology, local(topology), init);
  // Same channel and same starting precoders: the same first measurement.
  assert.deepEqual(twin.measured.Xi, other.measured.Xi);
  assert.deepEqual(twin.V, other.V);
});

test('takes another speed and CSI error between loops, and takes them back', () => {
  const run = (change: (twin: Twin) => void) => {
    const twin = new Twin(topology, local(topology), init);
    twin.loop();
    change(twin);
    return [twin.loop(), twin.loop()];
  };
  const plain = run(() => undefined);
  assert.deepEqual(
    run((twin) => twin.impair({ speed_mps: init.speed_mps, error_db: null })),
    plain,
  );
  assert.ok(run((twin) => twin.impair({ error_db: 0 }))[0] < plain[0]);
  assert.notEqual(run((twin) => twin.impair({ speed_mps: 30 }))[0], plain[0]);
});

test('starts from D-RZF precoders at start_lambda on the first channel', () => {
  const twin = new Twin(topology, central(topology), init);
  const { H } = new Channel(topology, init, init.seed);
  const block = 2 * topology.Nr * topology.Nt;
  for (let u = 0; u < topology.U; u++) {
    const cell = new OduCell(topology, u);
    for (const [j, l] of cell.radios.entries()) {
      for (const [n, i] of topology.coupled[l].entries()) {
        const at = (i * topology.L + l) * block;
        cell.H[j].set(H.subarray(at, at + block), n * block);
      }
    }
    new LocalRzf(topology, u, init.start_lambda).precode(cell);
    for (const [j, l] of cell.radios.entries()) assertClose(twin.V[l], cell.V[j], 1e-6);
  }
});

describe('Twin and minimum rates', () => {
  const easy = network({ radios: 20, users: 5, cluster: 6, odus: 4, area_m: 200 }, 7);

  test('users reach r_min, by a positive mu where they would be below', () => {
    const r_min = 12;
    const free = new Twin(easy, proposed(easy), { ...init, r_min: 0, mu_start: 0, seed: 1 });
    const bound = new Twin(easy, proposed(easy), { ...init, r_min, mu_start: 0, seed: 1 });
    const [freeRates, rates] = [1, 2].map(() => new Float64Array(easy.K));
    const loops = 200;
    for (let n = 0; n < loops; n++) {
      free.loop(n >= loops / 2 ? freeRates : undefined);
      bound.loop(n >= loops / 2 ? rates : undefined);
    }
    assert.deepEqual(free.mu, new Float64Array(easy.K));
    const mean = (sum: Float64Array, k: number) => sum[k] / (loops / 2);
    const below = range(easy.K).filter((k) => mean(freeRates, k) < 0.95 * r_min);
    assert.ok(below.length > 0, 'nobody would be below r_min: the test shows nothing');
    for (const k of range(easy.K)) {
      assert.ok(mean(rates, k) >= 0.95 * r_min, `user ${k} has ${mean(rates, k)}`);
      if (below.includes(k)) assert.ok(bound.mu[k] > 0, `mu of user ${k} is ${bound.mu[k]}`);
    }
  });

  test('follow what is written into rMin between slots, from the next slot on', () => {
    const twin = new Twin(easy, local(easy), init);
    const seen: { slot: number; rate: number; mu: number }[] = [{ slot: 0, rate: 0, mu: twin.mu[2] }];
    twin.onSlot = (slot, rates, mu) => {
      seen.push({ slot, rate: rates[2], mu: mu[2] });
      if (slot === 3) twin.rMin[2] = 40;
    };
    twin.loop();
    twin.loop();
    assert.deepEqual(
      seen.map(({ slot }) => slot),
      range(2 * init.rt_loops + 1),
    );
    for (const [n, { rate, mu }] of seen.entries()) {
      if (n === 0) continue;
      const rMin = n > 3 ? 40 : init.r_min;
      assertWithin(mu, Math.max(0, seen[n - 1].mu + init.mu_step * (rMin - rate)), 1e-12, `mu in slot ${n}`);
    }
  });

  test('mu follows (29) from slot to slot', () => {
    const twin = new Twin(easy, local(easy), { ...init, rt_loops: 1 });
    for (let slot = 0; slot < 5; slot++) {
      const before = twin.mu.slice();
      twin.loop();
      for (let k = 0; k < easy.K; k++) {
        const expected = Math.max(0, before[k] + init.mu_step * (init.r_min - twin.measured.rates[k]));
        assert.equal(twin.mu[k], expected);
      }
    }
  });

  test('a minimum rate can change in mid-run', () => {
    const twin = new Twin(easy, proposed(easy), { ...init, r_min: 0, mu_start: 0 });
    twin.loop();
    twin.rMin[0] = 100;
    twin.loop();
    assert.ok(twin.mu[0] > 0);
    assert.equal(twin.mu[1], 0);
  });
});

test('O-DUs learn of each other once per near-RT loop, and only then', () => {
  // Two O-DUs. Within a loop O-DU 0 sees V of O-DU 1 as of the loop's start: Algorithm 2.
  const seen: Float64Array[] = [];
  const apps = proposed(topology);
  if (apps.gives !== 'filters') throw new Error('unreachable');
  const inner = apps.precoders[0];
  const spied: TwinApps = {
    ...apps,
    precoders: [
      (cell) => {
        seen.push(cell.Zremote.slice());
        inner(cell);
      },
      apps.precoders[1],
    ],
  };
  const twin = new Twin(topology, spied, { ...init, rt_loops: 3 });
  twin.loop();
  twin.loop();
  assert.ok(seen[0].some((z) => z !== 0));
  assert.deepEqual(seen[1], seen[0]);
  assert.deepEqual(seen[2], seen[0]);
  assert.notDeepEqual(seen[3], seen[0]);
  assert.deepEqual(seen[5], seen[3]);
});

test('all that crosses a wire in the testbed has passed through float32', () => {
  const apps = proposed(topology);
  if (apps.gives !== 'filters') throw new Error('unreachable');
  const isFloat32 = (values: Float64Array) => values.every((v) => v === Math.fround(v));
  const watched: TwinApps = {
    ...apps,
    precoders: apps.precoders.map((precode) => (cell: OduCell) => {
      // With two O-DUs each sum of D2 has one sender, so that it is a float32 still.
      for (const values of [...cell.H, cell.U, cell.W, cell.Zremote]) assert.ok(isFloat32(values));
      precode(cell);
    }),
  };
  const twin = new Twin(topology, watched, init);
  let rounded = 0;
  for (let loop = 0; loop < 3; loop++) {
    twin.loop();
    for (const V of twin.V) {
      // What rounding lifts above P_max is scaled back, and is then no float32 any more.
      if (isFloat32(V)) rounded += Math.sign(V.length);
      else assertWithin(powerOf(V), topology.pMax, 1e-12, 'power');
    }
  }
  assert.ok(rounded > 0);
});

test('a dApp that transmits too much is scaled down before anybody sees it', () => {
  const greedy = local(topology);
  if (greedy.gives !== 'local') throw new Error('unreachable');
  const powers: number[] = [];
  const apps: TwinApps = {
    gives: 'local',
    precoders: greedy.precoders.map((precode) => (cell: OduCell) => {
      powers.push(...cell.V.map(powerOf));
      precode(cell);
      for (const V of cell.V) for (let i = 0; i < V.length; i++) V[i] *= 3;
    }),
  };
  const twin = new Twin(topology, apps, { ...init, rt_loops: 1 });
  const modest = new Twin(topology, local(topology), { ...init, rt_loops: 1 });
  for (let slot = 0; slot < 3; slot++) assertWithin(twin.loop(), modest.loop(), 1e-3, 'sum rate');
  for (const power of powers) assert.ok(power <= topology.pMax * (1 + 1e-12), `an O-DU holds ${power} W`);
});

test('a loop of the twin equals the naive sweep with its U, W, mu and stale D2', () => {
  const { K, L, U, Nr, Nt, Ns, serving } = topology;
  const apps = proposed(topology);
  if (apps.gives !== 'filters') throw new Error('unreachable');
  const cells = new Map<number, OduCell>();
  const watched: TwinApps = {
    ...apps,
    precoders: apps.precoders.map((precode) => (cell: OduCell) => {
      cells.set(cell.odu, cell);
      precode(cell);
    }),
  };
  const twin = new Twin(topology, watched, { ...init, rt_loops: 1 });
  const channel = new Channel(topology, init, init.seed);
  const links = () => each(K, (k) => each(L, (l) => fromFlat(channel.H, Nr, Nt, 2 * (k * L + l) * Nr * Nt)));
  const precoders = (): Precoders =>
    each(K, (k) =>
      each(L, (l) =>
        serving[k].includes(l)
          ? fromFlat(twin.V[l], Nt, Ns, 2 * topology.served[l].indexOf(k) * Nt * Ns)
          : null,
      ),
    );
  for (let slot = 0; slot < 3; slot++) {
    const [H2, V2] = [links(), precoders()];
    const omega = Array.from(twin.mu, (mu) => 1 + mu);
    twin.loop();
    channel.step();
    for (let odu = 0; odu < U; odu++) {
      const cell = cells.get(odu) as OduCell;
      const input: NaiveInput = {
        topology,
        odu,
        reach: 'served',
        coordinated: true,
        H: links(),
        V: V2.map((row) => [...row]),
        H2,
        V2,
        omega,
        U: each(K, (k) => fromFlat(cell.U, Nr, Ns, 2 * k * Nr * Ns)),
        W: each(K, (k) => fromFlat(cell.W, Ns, Ns, 2 * k * Ns * Ns)),
      };
      assert.ok(squaredNorm(receivedFrom(input, 0, 0, () => true)) > 0);
      naiveSweep(input);
      const expected = byRadio(topology, input.V);
      for (const l of cell.radios) assertClose(twin.V[l], expected[l], 1e-3, `V of O-RU ${l}, slot ${slot}`);
    }
  }
});

test('spreadCsi places what E2 reports and leaves the rest as it was', () => {
  const { K, L, U, Nr, Nt, served, coupled } = topology;
  const source = new Source(600);
  const H = drawLinks(topology, source);
  const V = drawPrecoders(topology, source);
  const cells = range(U).map((u) => makeCell(topology, u, H, V));
  for (const [csi, lists] of Object.entries({ served, coupled })) {
    const out = new Float64Array(2 * K * L * Nr * Nt);
    spreadCsi(topology, cells, csi as 'served' | 'coupled', out);
    for (let k = 0; k < K; k++) {
      for (let l = 0; l < L; l++) {
        const block = fromFlat(out, Nr, Nt, 2 * (k * L + l) * Nr * Nt);
        if (lists[l].includes(k)) assertClose(block, H[k][l], 0);
        else assert.equal(squaredNorm(block), 0);
      }
    }
  }
});
