import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { buildTopology, Random } from '@chorus/phy';
import { createPolicy, DEFAULT_REACH, type ActorSpec } from './actor.ts';
import { imitate } from './imitation.ts';
import { startBackend } from './nn/backend.ts';
import { Mlp } from './nn/mlp.ts';
import { demonstrate } from './twin/demonstration.ts';

before(() => startBackend('wasm'));

const network = { radios: 6, users: 3, odus: 1, nt: 4, nr: 2, cluster: 2, area_m: 100 };
const radio = { p_max_dbm: 30, noise_dbm: -114, carrier_ghz: 2, shadowing_db: 0 };
const init = {
  seed: 1,
  error_db: null,
  speed_mps: 1.4,
  carrier_ghz: 2,
  rt_loop_ms: 1,
  rt_loops: 10,
  r_min: 4,
  mu_step: 0.05,
  mu_start: 1,
  start_lambda: 1e6,
  precoder: 'served',
} as const;

/** Of three users, all of whom are observed unless said otherwise. */
function demonstrations(change: Partial<ActorSpec>, gain: number) {
  const spec: ActorSpec = {
    policy: 'residual',
    reach: DEFAULT_REACH,
    observe: 'neighbours',
    observed: 3,
    nr: 2,
    ns: 2,
    loadingDb: null,
    ...change,
  };
  const policy = createPolicy(spec);
  const topology = buildTopology({ ...network, ...radio, observed: spec.observed }, 1);
  return { policy, ...demonstrate(topology, policy, spec, init, { loops: 6, gain }) };
}

test('who sees all users has nothing to correct', () => {
  const { actions, features } = demonstrations({}, 1);
  assert.equal(actions.length, 6 * 3 * 4);
  assert.equal(features.length, 6 * 3 * 7);
  for (const action of actions) assert(Math.abs(action) < 1e-5, String(action));
});

test('a gain asks for as much more interference along every direction', () => {
  const { actions } = demonstrations({}, 2);
  const expected = Math.log(2) / DEFAULT_REACH.interference;
  for (let n = 0; n < actions.length; n += 4) {
    for (const action of actions.subarray(n, n + 2))
      assert(Math.abs(action - expected) < 1e-5, String(action));
    assert.deepEqual([...actions.subarray(n + 2, n + 4)], [0, 0]);
  }
});

test('who sees a part of the interference is shown that there is more', () => {
  const { actions } = demonstrations({ observed: 2 }, 1);
  const alongDirections = [...actions].filter((_, i) => i % 4 < 2);
  assert(alongDirections.every((action) => action > -1e-6));
  assert(alongDirections.some((action) => action > 0.1));
});

test('an actor learns the demonstrated actions, and keeps its log sigma', async () => {
  const { policy, ...shown } = demonstrations({ observed: 2 }, 1);
  const sizes = [policy.observationSize, 16, 2 * policy.actionSize];
  const actor = new Mlp({ sizes, activation: 'relu', outputScale: 0 }, new Random(1, 'weights'));
  const config = { steps: 1, batch: 64, rate: 1e-2 };
  const bias = async () => (await actor.weights()).slice(-2 * policy.actionSize);
  const start = await bias();
  const before = imitate(actor, shown, config, new Random(1, 'rows'));
  const after = imitate(actor, shown, { ...config, steps: 200 }, new Random(2, 'rows'));
  assert(after < 0.3 * before, `squared error ${before} at first, ${after} at last`);
  const learnt = await bias();
  const { actionSize } = policy;
  assert.deepEqual(learnt.slice(actionSize), start.slice(actionSize));
  assert.notDeepEqual(learnt.slice(0, actionSize), start.slice(0, actionSize));
  actor.dispose();
});
