import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { powerAt, solveByBisection, solveByNewton } from './multiplier.ts';
import { OduCell } from './odu-cell.ts';
import { usedPairs } from './pairs.ts';
import { powerOf } from './power.ts';
import { DistributedPrecoder, type PrecoderInit } from './precoder.ts';
import { assertClose, assertFinite, assertWithin } from './testing/expect.ts';
import { add, fromFlat, multiply, scale, squaredNorm, toFlat, trace, type Matrix } from './testing/matrix.ts';
import {
  closedForm,
  naiveSweep,
  objective,
  positiveDefinite,
  precodersAt,
  receivedFrom,
  subproblem,
  type NaiveInput,
} from './testing/naive-precoder.ts';
import {
  drawLinks,
  drawPrecoders,
  each,
  makeCell,
  network,
  precoderOf,
  setChannels,
  type Precoders,
} from './testing/network.ts';
import { Source } from './testing/source.ts';
import type { Topology } from './topology.ts';

type Filters = 'closed form' | 'random';

/** A random state of one O-DU, with D2 knowledge that is stale. */
function drawInput(
  topology: Topology,
  odu: number,
  init: PrecoderInit,
  seed: number,
  filters: Filters,
): NaiveInput {
  const source = new Source(seed);
  const { K, Nr, Ns } = topology;
  const [H, H2] = [drawLinks(topology, source), drawLinks(topology, source)];
  const [V, V2] = [drawPrecoders(topology, source), drawPrecoders(topology, source, topology.pMax / 3)];
  // Random filters of the size that closed-form ones have: one over the effective channel.
  const { U, W } =
    filters === 'closed form'
      ? closedForm(topology, H2, V2)
      : {
          U: each(K, () => source.matrix(Nr, Ns, 1e-4)),
          W: each(K, () => positiveDefinite(source.matrix(Ns, Ns))),
        };
  const omega = each(K, () => 1 + 2 * source.uniform());
  return { topology, odu, ...init, H, V, H2, V2, omega, U, W };
}

/**
 * The cell of an input. Sums of other O-DUs come from the oracle, for the pairs that D2 brings; the others
 * are NaN, so that reading one shows.
 */
function cellOf(input: NaiveInput): OduCell {
  const { topology, odu, H, V, U, W, omega } = input;
  const { K, Nr, Ns } = topology;
  const cell = makeCell(topology, odu, H, V);
  cell.omega.set(omega);
  for (let k = 0; k < K; k++) {
    cell.U.set(toFlat(U[k]), 2 * k * Nr * Ns);
    cell.W.set(toFlat(W[k]), 2 * k * Ns * Ns);
  }
  cell.Zremote.fill(NaN);
  const used = usedPairs(topology, odu, input.reach);
  for (let i = 0; i < K; i++) {
    for (let k = 0; k < K; k++) {
      if (!input.coordinated || used[i * K + k] === 0) continue;
      const remote = receivedFrom(input, i, k, (j) => topology.oduOfRadio[j] !== odu);
      cell.Zremote.set(toFlat(remote), 2 * (i * K + k) * Nr * Ns);
    }
  }
  return cell;
}

/** A copy whose V the oracle may write. */
const copyOf = (input: NaiveInput): NaiveInput => ({ ...input, V: input.V.map((row) => [...row]) });

/** Compares a cell with the oracle's V and xi. */
function compare(cell: OduCell, expected: NaiveInput, xi: number[], tolerance: number): void {
  const { topology } = expected;
  for (const [j, l] of cell.radios.entries()) {
    for (const k of topology.served[l]) {
      assertClose(precoderOf(cell, l, k), expected.V[k][l] as Matrix, tolerance, `V of user ${k}, O-RU ${l}`);
    }
    assertWithin(cell.xi[j], xi[j], tolerance * (xi[j] + 1e-300) * 100, `xi of O-RU ${l}`);
  }
}

const served: PrecoderInit = { reach: 'served', coordinated: true };
const coupled: PrecoderInit = { reach: 'coupled', coordinated: true };
const alone: PrecoderInit = { reach: 'served', coordinated: false };
const schemes: Record<string, PrecoderInit> = {
  '(30), sums over K_l': served,
  '(23) over the coupled users': coupled,
  '(43)': alone,
};
const sizes: Record<string, Topology> = {
  'one O-DU': network({ odus: 1 }, 1),
  'two O-DUs': network({ odus: 2 }, 2),
  'four O-DUs': network({ odus: 4, users: 6, radios: 10 }, 3),
  'users of one antenna, so that most A_l lose rank': network({ nr: 1, nt: 4 }, 4),
  'users of four antennas': network({ nr: 4, nt: 4, users: 4 }, 5),
  'O-RUs of fewer antennas than the users': network({ nr: 4, nt: 2, users: 4, radios: 6 }, 6),
  'O-RUs of one antenna': network({ nr: 1, nt: 1 }, 7),
  'every O-RU at every user': network({ cluster: 5, radios: 5, users: 4 }, 8),
  'clusters of one O-RU': network({ cluster: 1 }, 9),
  'O-RUs of eight antennas': network({ nt: 8, users: 4, radios: 5 }, 10),
  'O-RUs of more antennas than eigendecompositions are compiled for': network(
    { nt: 9, users: 4, radios: 5 },
    11,
  ),
  'O-RUs of five antennas, users of three': network({ nt: 5, nr: 3, users: 3, radios: 4 }, 12),
  'one user and one O-RU': network({ users: 1, radios: 1, odus: 1, cluster: 1, observed: 1 }, 13),
};

for (const [scheme, init] of Object.entries(schemes)) {
  describe(`DistributedPrecoder, ${scheme}`, () => {
    for (const [size, topology] of Object.entries(sizes)) {
      for (const filters of ['closed form', 'random'] as const) {
        test(`equals the naive sweep: ${size}, ${filters} filters`, () => {
          for (let odu = 0; odu < topology.U; odu++) {
            const input = drawInput(topology, odu, init, 200 + odu, filters);
            const cell = cellOf(input);
            const precoder = new DistributedPrecoder(topology, odu, init);
            precoder.precode(cell, solveByNewton);
            const expected = copyOf(input);
            compare(cell, expected, naiveSweep(expected), 1e-8);
          }
        });
      }
    }

    test('goes on from its own V in the next RT loops, on new channels', () => {
      const topology = sizes['two O-DUs'];
      const input = drawInput(topology, 0, init, 210, 'closed form');
      const cell = cellOf(input);
      const precoder = new DistributedPrecoder(topology, 0, init);
      const expected = copyOf(input);
      for (let slot = 0; slot < 3; slot++) {
        expected.H = drawLinks(topology, new Source(211 + slot));
        for (let j = 0; j < cell.radios.length; j++) setChannels(cell, j, expected.H);
        precoder.precode(cell, solveByNewton);
        compare(cell, expected, naiveSweep(expected), 1e-7);
      }
    });

    test('keeps the power of every O-RU within P_max, and uses it all where xi is positive', () => {
      for (const topology of Object.values(sizes)) {
        for (let odu = 0; odu < topology.U; odu++) {
          const cell = cellOf(drawInput(topology, odu, init, 220 + odu, 'closed form'));
          new DistributedPrecoder(topology, odu, init).precode(cell, solveByBisection);
          for (const [j, V] of cell.V.entries()) {
            const power = powerOf(V);
            assert.ok(power <= topology.pMax * (1 + 1e-14));
            if (cell.xi[j] > 0) assertWithin(power, topology.pMax, 1e-9 * topology.pMax, 'power');
          }
        }
      }
    });

    test('takes the pseudo-inverse where the power constraint is slack and A_l lacks rank', () => {
      const drawn = sizes['users of one antenna, so that most A_l lose rank'];
      const topology = { ...drawn, pMax: 1e12 };
      let deficient = 0;
      for (let odu = 0; odu < topology.U; odu++) {
        const input = { ...drawInput(drawn, odu, init, 230 + odu, 'random'), topology };
        const cell = cellOf(input);
        new DistributedPrecoder(topology, odu, init).precode(cell, solveByNewton);
        const expected = copyOf(input);
        const xi = naiveSweep(expected);
        assert.ok(xi.every((value) => value === 0));
        compare(cell, expected, xi, 1e-7);
        for (const l of cell.radios) {
          if (topology.served[l].length > 0 && subproblem(input, l).Q[0].length < topology.Nt) deficient++;
        }
      }
      if (init.reach === 'served') assert.ok(deficient > 0, 'no O-RU lacked rank: the test shows nothing');
    });

    test('an O-RU that serves nobody transmits nothing and stops nobody', () => {
      const topology = network({ radios: 12, users: 2, cluster: 2, odus: 1 });
      const input = drawInput(topology, 0, init, 240, 'closed form');
      const cell = cellOf(input);
      new DistributedPrecoder(topology, 0, init).precode(cell, solveByNewton);
      assert.ok(topology.served.some((users) => users.length === 0));
      const expected = copyOf(input);
      compare(cell, expected, naiveSweep(expected), 1e-8);
    });

    test('an O-DU without O-RUs has nothing to do', () => {
      const topology = network({ radios: 2, cluster: 1, odus: 9 });
      const odu = topology.radiosOfOdu.findIndex((radios) => radios.length === 0);
      const cell = new OduCell(topology, odu);
      new DistributedPrecoder(topology, odu, init).precode(cell, solveByNewton);
      assert.deepEqual(cell.V, []);
    });

    test('filters of zero give precoders of zero', () => {
      const topology = sizes['two O-DUs'];
      const cell = cellOf(drawInput(topology, 0, init, 250, 'closed form'));
      cell.U.fill(0);
      new DistributedPrecoder(topology, 0, init).precode(cell, solveByNewton);
      for (const V of cell.V) assert.equal(powerOf(V), 0);
    });

    test('gives the spectrum of A_l and the diagonal of Phi_l (27)', () => {
      for (const topology of [sizes['one O-DU'], sizes['users of one antenna, so that most A_l lose rank']]) {
        const input = drawInput(topology, 0, init, 260, 'random');
        const precoder = new DistributedPrecoder(topology, 0, init);
        const cell = cellOf(input);
        const last = topology.radiosOfOdu[0].length - 1;
        const l = topology.radiosOfOdu[0][last];
        precoder.precode(cell, solveByNewton);
        // At its turn the last O-RU knew the new V of all the others.
        const atTurn = copyOf(input);
        for (const j of cell.radios) {
          if (j === l) continue;
          for (const k of topology.served[j]) atTurn.V[k][j] = precoderOf(cell, j, k);
        }
        const problem = subproblem(atTurn, l);
        const lambda = precoder.lambda[last];
        const tr = trace(problem.A).re;
        assertWithin(
          lambda.reduce((a, b) => a + b, 0),
          tr,
          1e-12 * tr,
          'trace of A',
        );
        const squared = trace(multiply(problem.A, problem.A)).re;
        assertWithin(
          lambda.reduce((a, b) => a + b * b, 0),
          squared,
          1e-12 * squared,
          'trace of A^2',
        );
        for (let n = 1; n < lambda.length; n++) assert.ok(lambda[n] >= lambda[n - 1]);
        // Phi is what makes (28) the power of (A + xi I)^-1 B at every xi.
        for (const share of [0.01, 0.1, 1, 10]) {
          const power = squaredNorm(precodersAt(problem, share * tr));
          assertWithin(powerAt(lambda, precoder.phi[last], share * tr) / power, 1, 1e-9, 'power');
        }
      }
    });
  });
}

describe('DistributedPrecoder and problem (21)', () => {
  /** Every user is coupled with every O-RU, yet each O-RU serves only some: the sums of (23) are whole. */
  const topology = network({ radios: 6, users: 5, cluster: 3, odus: 1 }, 11);
  const { served: servedBy, pMax, Nt, Ns } = topology;

  for (const [name, power] of Object.entries({ 'a binding': pMax, 'a slack': 1e12 })) {
    test(`no feasible change of one O-RU's precoders lowers (21a), with ${name} power constraint`, () => {
      const limited = { ...topology, pMax: power };
      assert.ok(topology.coupled.every((users) => users.length === topology.K));
      const input = { ...drawInput(topology, 0, coupled, 270, 'closed form'), topology: limited };
      const cell = cellOf(input);
      const source = new Source(271);
      new DistributedPrecoder(limited, 0, coupled).precode(cell, solveByNewton);
      const atTurn = copyOf(input);
      for (const [j, l] of cell.radios.entries()) {
        const users = servedBy[l];
        const best = users.map((k) => precoderOf(cell, l, k));
        const least = objective(atTurn, l, best);
        if (power === pMax) assert.ok(cell.xi[j] > 0);
        else assert.equal(cell.xi[j], 0);
        const norm = Math.sqrt(best.reduce((p, v) => p + squaredNorm(v), 0));
        for (let n = 0; n < 60; n++) {
          const size = (norm * source.decades(-4, 0.3)) / Math.sqrt(2 * users.length * Nt * Ns);
          let other = best.map((v) => add(v, source.matrix(Nt, Ns, size)));
          // Also inwards, where the constraint pushes nothing back.
          if (n % 3 === 0) other = other.map((v) => scale(v, 1 - 0.1 * source.uniform()));
          const total = other.reduce((p, v) => p + squaredNorm(v), 0);
          if (total > power) other = other.map((v) => scale(v, Math.sqrt(power / total)));
          const value = objective(atTurn, l, other);
          assert.ok(value >= least - 1e-9 * Math.abs(least), `O-RU ${l}: ${value} is under ${least}`);
        }
        for (const [n, k] of users.entries()) atTurn.V[k][l] = best[n];
      }
    });
  }

  test('a sweep never raises the sum of weighted errors (18), and lowers it', () => {
    const input = drawInput(topology, 0, coupled, 280, 'closed form');
    const cell = cellOf(input);
    const precoder = new DistributedPrecoder(topology, 0, coupled);
    // (18) at precoders V, up to a constant: (21a) of one O-RU after the other, telescoped.
    const total = (V: Precoders) => {
      const empty: Precoders = V.map((row) => row.map((v) => (v === null ? null : scale(v, 0))));
      let value = 0;
      for (let l = 0; l < topology.L; l++) {
        value += objective(
          { ...input, V: empty },
          l,
          servedBy[l].map((k) => V[k][l] as Matrix),
        );
        for (const k of servedBy[l]) empty[k][l] = V[k][l];
      }
      return value;
    };
    const now = (): Precoders =>
      input.V.map((row, k) => row.map((v, l) => (v === null ? null : precoderOf(cell, l, k))));
    let value = total(input.V);
    for (let sweep = 0; sweep < 5; sweep++) {
      precoder.precode(cell, solveByNewton);
      const next = total(now());
      assert.ok(next < value + 1e-9 * Math.abs(value));
      if (sweep === 0) assert.ok(next < value - 1e-3 * Math.abs(value));
      value = next;
    }
  });
});

describe('DistributedPrecoder and its surroundings', () => {
  const topology = network({ odus: 2 }, 2);

  test('writes V and xi only', () => {
    const cell = cellOf(drawInput(topology, 0, served, 290, 'closed form'));
    const before = structuredClone([cell.H, cell.omega, cell.U, cell.W, cell.Zremote]);
    new DistributedPrecoder(topology, 0, served).precode(cell, solveByNewton);
    assert.deepEqual([cell.H, cell.omega, cell.U, cell.W, cell.Zremote], before);
  });

  test('keeps the power constraint even where the multiplier is wrong', () => {
    const cell = cellOf(drawInput(topology, 0, served, 291, 'closed form'));
    new DistributedPrecoder(topology, 0, served).precode(cell, () => 0);
    for (const V of cell.V) assert.ok(powerOf(V) <= topology.pMax * (1 + 1e-12));
  });

  test('asks the multiplier for each O-RU that serves somebody, with ascending eigenvalues and P_max', () => {
    const cell = cellOf(drawInput(topology, 0, served, 292, 'closed form'));
    let calls = 0;
    new DistributedPrecoder(topology, 0, served).precode(cell, (lambda, phi, pMax) => {
      calls++;
      assert.equal(pMax, topology.pMax);
      assert.deepEqual(lambda, lambda.slice().sort());
      assertFinite(phi);
      return solveByNewton(lambda, phi, pMax);
    });
    assert.equal(calls, cell.radios.filter((l) => topology.served[l].length > 0).length);
  });

  test('what it did before leaves no trace beyond V', () => {
    const [first, second] = [300, 301].map((seed) => drawInput(topology, 0, served, seed, 'closed form'));
    const used = new DistributedPrecoder(topology, 0, served);
    used.precode(cellOf(first), solveByNewton);
    const [a, b] = [cellOf(second), cellOf(second)];
    used.precode(a, solveByNewton);
    new DistributedPrecoder(topology, 0, served).precode(b, solveByNewton);
    assert.deepEqual(a.V, b.V);
    assert.deepEqual(a.xi, b.xi);
  });

  test('turning the phase of one user everywhere turns its precoders and nothing else', () => {
    const input = drawInput(topology, 0, served, 302, 'closed form');
    const phase = fromFlat([Math.cos(1), Math.sin(1)], 1, 1);
    const turn = (A: Matrix) => A.map((row) => row.map((value) => multiply([[value]], phase)[0][0]));
    // U_0, V_0 and V2_0 turned by Q: W_0 becomes Q^H W_0 Q = W_0 for a phase.
    const turned: NaiveInput = {
      ...input,
      U: input.U.map((u, k) => (k === 0 ? turn(u) : u)),
      V: input.V.map((row, k) => row.map((v) => (v === null || k !== 0 ? v : turn(v)))),
      V2: input.V2.map((row, k) => row.map((v) => (v === null || k !== 0 ? v : turn(v)))),
    };
    const [a, b] = [cellOf(input), cellOf(turned)];
    new DistributedPrecoder(topology, 0, served).precode(a, solveByNewton);
    new DistributedPrecoder(topology, 0, served).precode(b, solveByNewton);
    for (const l of a.radios) {
      for (const k of topology.served[l]) {
        const expected = k === 0 ? turn(precoderOf(a, l, k)) : precoderOf(a, l, k);
        assertClose(precoderOf(b, l, k), expected, 1e-9);
      }
    }
    assertClose(b.xi, a.xi, 1e-9);
  });
});
