import assert from 'node:assert/strict';
import { DistributedPrecoder, powerAt, Random, type Topology } from '@chorus/phy';
import type { DAppInit, DAppModule, MultiplierDApp } from '../dapp.ts';
import { register, type Check } from './check.ts';
import { drawState, exchange, networks } from './state.ts';

export type CreateMultiplier = NonNullable<DAppModule['createMultiplier']>;

export interface MultiplierComplianceInit extends DAppInit {
  /** How far the power at xi may be from P_max, relative; default 1e-6. A trained network needs more. */
  tolerance?: number;
  /** Decades over which eigenvalues spread in random problems; default 8. 0 leaves only those of networks. */
  decades?: number;
}

/**
 * Registers the tests that every multiplier dApp must pass. For one of your own:
 *
 *     // my-multiplier.test.ts; run it with: node --test my-multiplier.test.ts
 *     import { multiplierCompliance } from '@chorus/contracts/compliance/multiplier-suite.ts';
 *     import { createMultiplier } from './my-multiplier.ts';
 *
 *     multiplierCompliance('my-multiplier', createMultiplier, { tolerance: 0.02, decades: 0 });
 */
export function multiplierCompliance(
  name: string,
  createMultiplier: CreateMultiplier,
  init: MultiplierComplianceInit = {},
): void {
  register(`multiplier dApp ${name}`, multiplierChecks(createMultiplier, init));
}

interface Problem {
  lambda: Float64Array;
  phi: Float64Array;
  pMax: number;
}

/** The tests of {@link multiplierCompliance}, to run one by one. */
export function multiplierChecks(
  createMultiplier: CreateMultiplier,
  { tolerance = 1e-6, decades = 8, ...init }: MultiplierComplianceInit = {},
): Check[] {
  const topology = networks['an ordinary network'];
  const make = (on: Topology = topology) => createMultiplier({ topology: on, odu: 0 }, init);
  const onNetworks = (run: (problem: Problem, multiplier: MultiplierDApp, on: Topology) => void) => () => {
    for (const network of Object.values(networks)) {
      const multiplier = make(network);
      for (const problem of problemsOf(network)) run(problem, multiplier, network);
    }
  };
  const binding = ({ lambda, phi, pMax }: Problem, multiplier: MultiplierDApp) => {
    if (powerAt(lambda, phi, 0) <= pMax) return;
    const xi = multiplier.solve(lambda, phi, pMax);
    assert.ok(xi >= 0 && Number.isFinite(xi), `xi is ${xi}`);
    const ratio = powerAt(lambda, phi, xi) / pMax;
    assert.ok(Math.abs(ratio - 1) <= tolerance, `the power is ${ratio} of P_max`);
  };
  const checks: Check[] = [
    { name: 'says its name', run: () => assert.match(make().name, /\S/) },
    { name: `meets P_max to ${tolerance} on the problems of networks`, run: onNetworks(binding) },
    {
      name: 'gives 0 where the power at xi = 0 is within P_max',
      run: onNetworks(({ lambda, phi }, multiplier) => {
        const power = powerAt(lambda, phi, 0);
        for (const factor of [1.01, 2, 1e6]) assert.equal(multiplier.solve(lambda, phi, factor * power), 0);
      }),
    },
    {
      name: 'gives 0 where nothing is transmitted',
      run: () => {
        const { Nt, pMax } = topology;
        assert.equal(make().solve(new Float64Array(Nt), new Float64Array(Nt), pMax), 0);
        assert.equal(make().solve(new Float64Array(Nt).fill(3), new Float64Array(Nt), pMax), 0);
      },
    },
    {
      name: 'stays finite where an eigenvalue is zero although its Phi is not',
      run: () => {
        const { Nt, pMax } = topology;
        const xi = make().solve(new Float64Array(Nt), new Float64Array(Nt).fill(1), pMax);
        assert.ok(Number.isFinite(xi) && xi >= 0, `xi is ${xi}`);
      },
    },
    {
      name: 'repeats, keeps nothing from call to call and only reads its inputs',
      run: onNetworks(({ lambda, phi, pMax }, multiplier, network) => {
        const before = [lambda.slice(), phi.slice()];
        const xi = multiplier.solve(lambda, phi, pMax);
        assert.deepEqual([lambda, phi], before, 'lambda or phi was written');
        assert.equal(make(network).solve(lambda, phi, pMax), xi, 'a fresh instance gives something else');
      }),
    },
  ];
  if (decades > 0) {
    checks.push({
      name: `meets P_max to ${tolerance} on random problems over ${decades} decades`,
      run: () => {
        for (const problem of randomProblems(decades, topology.Nt)) binding(problem, make());
      },
    });
  }
  return checks;
}

/** (28) as O-RUs of a network at work meet it. */
function problemsOf(topology: Topology): Problem[] {
  const problems: Problem[] = [];
  for (const seed of [21, 22]) {
    const { cells } = drawState(topology, seed);
    exchange(cells, 'served');
    for (const cell of cells) {
      const precoder = new DistributedPrecoder(topology, cell.odu, { reach: 'served', coordinated: true });
      precoder.precode(cell, (lambda, phi, pMax) => {
        problems.push({ lambda: lambda.slice(), phi: phi.slice(), pMax });
        return 0;
      });
    }
  }
  return problems;
}

function randomProblems(decades: number, Nt: number): Problem[] {
  const random = new Random(23, 'multiplier-compliance');
  const spread = (range: number) => 10 ** (range * (random.uniform() - 0.5));
  return Array.from({ length: 500 }, (_, round) => {
    // Every third problem has a null space.
    const nulls = round % 3 === 0 ? Math.floor(random.uniform() * Nt) : 0;
    const lambda = Float64Array.from({ length: Nt }, (_, n) => (n < nulls ? 0 : spread(decades))).sort();
    const phi = lambda.map((value) => (value > 0 ? spread(decades) : 0));
    return { lambda, phi, pMax: powerAt(lambda, phi, 0) * random.uniform() };
  });
}
