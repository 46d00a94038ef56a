import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Topology } from '@chorus/phy';
import { network } from '@chorus/phy/testing/network.ts';
import { Actor, type ActorSpec } from '../actor.ts';
import { Network } from '../nn/network.ts';
import type { PolicyInit } from '../policy/policy.ts';
import type { Step } from '../replay.ts';
import { drawModel, drawnSpec, withLogSigma } from '../testing/actor-model.ts';
import { observations } from '../testing/situation.ts';
import { TwinEnvironment, type EnvironmentInit } from './environment.ts';

const topology = network({ observed: 3 });
const { K } = topology;
const init: EnvironmentInit = {
  seed: 3,
  error_db: null,
  rt_loops: 3,
  r_min: 4,
  mu_step: 0.05,
  mu_start: 1,
  start_lambda: 1e6,
  speed_mps: 1.4,
  carrier_ghz: 2,
  rt_loop_ms: 1,
  precoder: 'served',
  neighbourhoods: topology.observed,
  exploration: 1,
  baseline: false,
};
const policyOf = (spec: ActorSpec): PolicyInit => ({ ...spec });
const drawn = drawModel();

/** Some steps of an environment, of one actor for all users. */
function run(
  actor: Actor,
  changes: Partial<EnvironmentInit> = {},
  policy = drawnSpec,
  on: Topology = topology,
): Step[] {
  const environment = new TwinEnvironment(on, actor, policyOf(policy), { ...init, ...changes });
  return Array.from({ length: 4 }, () => environment.step());
}

const explorer = () => new Actor(withLogSigma(drawn, -1), policyOf(drawnSpec));
const untrained = () => new Actor(null, policyOf(drawnSpec));
const rewardsOf = (steps: Step[]) => steps.map(({ rewards }) => Array.from(rewards));

describe('the reward', () => {
  test("is each user's mean rate over the loop", () => {
    for (const rewards of rewardsOf(run(untrained()))) {
      assert.equal(rewards.length, K);
      for (const reward of rewards) assert.ok(reward > 0 && reward < 60, `${reward} bit/s/Hz`);
    }
  });

  for (const observe of observations) {
    test(`over the baseline is nothing for an untrained actor under ${observe}`, () => {
      const spec = { ...drawnSpec, observe };
      const actor = new Actor(null, policyOf(spec));
      for (const rewards of rewardsOf(run(actor, { baseline: true }, spec)))
        assert.deepEqual(rewards, new Array(K).fill(0));
    });
  }

  test('over the baseline is what two networks on the same channels differ by', () => {
    const over = rewardsOf(run(explorer(), { baseline: true }));
    const own = rewardsOf(run(explorer()));
    const closedForm = rewardsOf(run(untrained()));
    for (const [n, rewards] of over.entries()) {
      for (const [k, reward] of rewards.entries())
        assert.ok(Math.abs(reward - (own[n][k] - closedForm[n][k])) < 1e-5, `loop ${n}, user ${k}`);
    }
    assert.ok(over.flat().some((reward) => Math.abs(reward) > 0.01));
  });

  test('hangs on the precoder, the channels and their error', () => {
    const plain = rewardsOf(run(untrained()));
    for (const changes of [{ precoder: 'coupled' }, { seed: 4 }, { error_db: -10 }] as const)
      assert.notDeepEqual(rewardsOf(run(untrained(), changes)), plain);
  });
});

describe('a step', () => {
  const steps = run(explorer());

  test('holds features and actions of every user', () => {
    const { policy } = explorer();
    for (const { observations: seen, raw, next } of steps) {
      assert.equal(seen.length, K * policy.observationSize);
      assert.equal(next.length, K * policy.observationSize);
      assert.equal(raw.length, K * policy.actionSize);
      assert.ok([...seen, ...raw, ...next].every(Number.isFinite));
    }
  });

  test("ends in the next one's observation", () => {
    for (const [n, { next }] of steps.slice(0, -1).entries()) {
      assert.deepEqual(next, steps[n + 1].observations);
      assert.notDeepEqual(next, steps[n].observations);
    }
  });

  test('keeps its numbers when the next one is made', () => {
    assert.deepEqual(steps[0], run(explorer())[0]);
    assert.notDeepEqual(steps[0].raw, steps[1].raw);
  });

  test('names whom the critic of each user looks at', () => {
    assert.deepEqual(Array.from(steps[0].agents), topology.observed.flat());
    const neighbourhoods = Array.from({ length: K }, (_, k) => [k, (k + 1) % K]);
    const [{ agents }] = run(untrained(), { neighbourhoods });
    assert.deepEqual(Array.from(agents), neighbourhoods.flat());
  });

  test('lets each user choose by an actor of its own, where there is one for each', () => {
    const models = Array.from({ length: K }, (_, k) => drawModel(drawnSpec, { seed: k + 1 }));
    const actors = models.map((model) => new Actor(withLogSigma(model, -100), policyOf(drawnSpec)));
    const environment = new TwinEnvironment(topology, actors, policyOf(drawnSpec), init);
    const { observations: seen, raw } = environment.step();
    const { observationSize, actionSize } = actors[0].policy;
    for (const [k, { network: shape, weights }] of models.entries()) {
      const reference = new Network(shape, weights);
      reference.input.set(seen.subarray(k * observationSize, (k + 1) * observationSize));
      const mean = reference.run();
      // Within six deviations of the least noise.
      for (let i = 0; i < actionSize; i++)
        assert.ok(Math.abs(raw[k * actionSize + i] - mean[i]) < 6 * Math.exp(-5), `user ${k}, number ${i}`);
    }
  });

  test('explores by a seed of its own', () => {
    assert.deepEqual(run(explorer()), steps);
    const [other] = run(explorer(), { exploration: 2 });
    assert.deepEqual(other.observations, steps[0].observations);
    assert.notDeepEqual(other.raw, steps[0].raw);
  });

  test('of a network with more antennas than streams is as whole', () => {
    const spec = { ...drawnSpec, nr: 3, ns: 2 };
    const large = network({ observed: 3, nr: 3, nt: 2 });
    const actor = new Actor(drawModel(spec), policyOf(spec));
    const neighbourhoods = large.observed;
    for (const { rewards } of run(actor, { baseline: true, neighbourhoods }, spec, large))
      assert.ok(rewards.every(Number.isFinite) && rewards.some((reward) => reward !== 0));
  });
});
