import assert from 'node:assert/strict';
import { test } from 'node:test';
import { powerAt, Random, solveByNewton } from '@chorus/phy';
import { ModelError, type Model } from '../model.ts';
import { weightCount } from '../nn/network.ts';
import { Bracket, INPUTS } from './bracket.ts';
import { MultiplierNetwork } from './solver.ts';

const network = { sizes: [INPUTS, 4, 1], activation: 'relu' } as const;
const lambda = Float64Array.of(0, 1, 3, 9);
const phi = Float64Array.of(0, 5, 50, 9);

/** An untrained model; `bias` is what its network puts out whatever it sees. */
function constant(bias: number, change: Partial<Model> = {}): Model {
  const weights = new Float32Array(weightCount(network.sizes));
  weights[weights.length - 1] = bias;
  return {
    kind: 'multiplier',
    name: 'constant',
    version: 1,
    spec: { input: 'bracket-1', antennas: [2, 4] },
    network,
    weights,
    training: { command: 'none', seed: 0, config: {}, metrics: {} },
    ...change,
  };
}

test("the network's output is the position in the bracket", () => {
  const bracket = new Bracket();
  bracket.read(lambda, phi, 1);
  for (const [bias, position] of [
    [-100, 0],
    [0, 0.5],
    [100, 1],
  ]) {
    assert.equal(new MultiplierNetwork(constant(bias), 4).plain(lambda, phi, 1), bracket.at(position));
  }
});

test('where the power at xi = 0 is within P_max the answer is 0 without the network', () => {
  const solver = new MultiplierNetwork(constant(NaN), 4);
  const pMax = powerAt(lambda, phi, 0);
  assert.equal(solver.plain(lambda, phi, pMax), 0);
  assert.equal(solver.refined(lambda, phi, pMax), 0);
});

test('the Newton step brings the answer nearer', () => {
  const root = solveByNewton(lambda, phi, 1);
  for (const bias of [-3, 0, 3]) {
    const solver = new MultiplierNetwork(constant(bias), 4);
    const plain = solver.plain(lambda, phi, 1);
    const refined = solver.refined(lambda, phi, 1);
    assert.ok(Math.abs(refined - root) < Math.abs(plain - root) / 20, `${plain}, ${refined}, ${root}`);
  }
});

test('whatever the problem and whatever the network says, xi stays finite and in the bracket', () => {
  const random = new Random(1, 'solver-test');
  const spread = () => 10 ** (60 * (random.uniform() - 0.5));
  for (let round = 0; round < 2000; round++) {
    const solver = new MultiplierNetwork(constant([-Infinity, -2, 2, NaN][round % 4]), 4);
    const lambda = Float64Array.from({ length: 4 }, spread).sort();
    const phi = lambda.map(spread);
    const pMax = powerAt(lambda, phi, 0) * random.uniform();
    const S = Math.sqrt(phi.reduce((a, b) => a + b, 0) / pMax);
    for (const xi of [solver.plain(lambda, phi, pMax), solver.refined(lambda, phi, pMax)]) {
      assert.ok(Number.isFinite(xi) && xi >= 0, `xi is ${xi}`);
      assert.ok(xi >= (S - lambda[3]) * (1 - 1e-9) && xi <= S * (1 + 1e-9), `${xi}, S is ${S}`);
    }
  }
});

test('a model for something else is refused, with what is allowed', () => {
  const refused = (change: Partial<Model>, reason: RegExp, Nt = 4) => {
    const check = (error: unknown) => error instanceof ModelError && reason.test(error.message);
    assert.throws(() => new MultiplierNetwork(constant(0, change), Nt), check);
  };
  refused({}, /for N_t = 2, 4, not 8; newton and bisection work for every N_t/, 8);
  refused({ kind: 'actor' }, /kind is actor; allowed: multiplier/);
  refused({ spec: {} }, /spec.input is undefined; allowed: "bracket-1"/);
  refused({ spec: { input: 'bracket-1', antennas: '4' } }, /spec.antennas is "4"; allowed: a list/);
  refused({ network: { sizes: [INPUTS + 1, 1], activation: 'relu' } }, /network.sizes is 9-1; allowed: 8 /);
});
