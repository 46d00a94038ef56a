import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Random } from '@chorus/phy';
import { assertClose } from '@chorus/phy/testing/expect.ts';
import { network } from '@chorus/phy/testing/network.ts';
import { Source } from '@chorus/phy/testing/source.ts';
import { createXApp } from '../xapps/closed-form/xapp.ts';
import { Actor, clampLogSigma, createPolicy, LOG_SIGMA, type ActorSpec } from './actor.ts';
import { ModelError, type Model } from './model.ts';
import { Network } from './nn/network.ts';
import type { PolicyInit } from './policy/policy.ts';
import { drawModel, drawnSpec, withLogSigma } from './testing/actor-model.ts';
import { drawSituation, observations, show } from './testing/situation.ts';

const source = new Source(921);
const init: PolicyInit = { observe: 'neighbours', observed: 3, nr: 2, ns: 2, loadingDb: 40 };
const draw = () => show(drawSituation(source, 2, 2, 3), 'neighbours');

function filter(actor: Actor, seen: ReturnType<typeof show>, nr = 2, ns = 2) {
  const U = new Float64Array(2 * nr * ns);
  const W = new Float64Array(2 * ns * ns);
  actor.filter(seen, U, W);
  return { U, W };
}

describe('an actor without a model is the closed-form xApp', () => {
  for (const observe of observations) {
    for (const [nr, nt] of [
      [2, 4],
      [1, 4],
      [2, 1],
      [3, 2],
      [4, 2],
    ]) {
      test(`under ${observe} at N_r = ${nr}, N_t = ${nt}`, () => {
        const topology = network({ nr, nt });
        const ns = topology.Ns;
        for (const loadingDb of [null, 56]) {
          const actor = new Actor(null, { observe, observed: 3, nr, ns, loadingDb });
          const xapp = createXApp({ topology, observe }, { loadingDb });
          const seen = show(drawSituation(source, nr, ns, 3), observe);
          const expected = { U: new Float64Array(2 * nr * ns), W: new Float64Array(2 * ns * ns) };
          const observation = { user: 0, nearRtLoop: 0, interference: null, ...seen };
          xapp.filter(observation, expected.U, expected.W);
          const actual = filter(actor, seen, nr, ns);
          assertClose(actual.U, expected.U, 1e-9);
          assertClose(actual.W, expected.W, 1e-8);
        }
      });
    }
  }
});

describe('an actor with a model', () => {
  const model = drawModel();
  const actions = drawnSpec.nr + drawnSpec.ns;

  test('acts on the mean of its network, through tanh', () => {
    const seen = draw();
    const policy = createPolicy(drawnSpec);
    const reference = new Network(model.network, model.weights);
    policy.observe(seen, reference.input);
    const mean = reference.run().slice(0, actions);
    const U = new Float64Array(8);
    const W = new Float64Array(8);
    policy.act(mean.map(Math.tanh), U, W);
    const actor = new Actor(model, init);
    const { features, raw } = actor.choose(seen, null);
    assert.deepEqual(features, reference.input);
    assert.deepEqual(raw, mean);
    assert.deepEqual(filter(actor, seen), { U, W });
    assert.ok(
      mean.some((a) => Math.abs(a) > 0.01),
      'the mean is not the closed form',
    );
  });

  test('takes the loading of its model, not of the scenario', () => {
    const seen = draw();
    const silent = new Actor(drawModel(drawnSpec, { scale: 0 }), { ...init, loadingDb: null });
    const closed = new Actor(null, init);
    assert.deepEqual(filter(silent, seen), filter(closed, seen));
    assert.notDeepEqual(filter(silent, seen), filter(new Actor(null, { ...init, loadingDb: null }), seen));
  });

  test('draws the same actions from the same seed, and others from another', () => {
    const seen = [draw(), draw(), draw()];
    const run = (seed: number) => {
      const actor = new Actor(model, init);
      const random = new Random(seed, 'exploration');
      return seen.map((each) => Array.from(actor.choose(each, random).raw));
    };
    assert.deepEqual(run(1), run(1));
    assert.notDeepEqual(run(1), run(2));
  });

  for (const [logSigma, sigma] of [
    [-1, Math.exp(-1)],
    [-100, Math.exp(-5)],
    [100, Math.exp(0.5)],
  ]) {
    test(`with log sigma ${logSigma} draws normals of deviation ${sigma.toFixed(4)}`, () => {
      const actor = new Actor(withLogSigma(model, logSigma), init);
      const seen = draw();
      const mean = actor.choose(seen, null).raw.slice();
      const [random, reference] = [new Random(5, 'noise'), new Random(5, 'noise')];
      for (let n = 0; n < 5; n++) {
        const { raw } = actor.choose(seen, random);
        assertClose(
          raw,
          mean.map((m) => m + sigma * reference.normal()),
          1e-6,
        );
      }
    });
  }

  test('acts on what was chosen last', () => {
    const seen = draw();
    const actor = new Actor(withLogSigma(model, 0), init);
    const { raw } = actor.choose(seen, new Random(3, 'noise'));
    const actual = { U: new Float64Array(8), W: new Float64Array(8) };
    actor.act(actual.U, actual.W);
    const policy = createPolicy(drawnSpec);
    policy.observe(seen, new Float64Array(policy.observationSize));
    const expected = { U: new Float64Array(8), W: new Float64Array(8) };
    policy.act(raw.map(Math.tanh), expected.U, expected.W);
    assert.deepEqual(actual, expected);
  });

  test('runs a direct model, which has no reach', () => {
    const direct = drawModel({ ...drawnSpec, policy: 'direct' });
    const actor = new Actor({ ...direct, spec: { ...direct.spec, reach: undefined } }, init);
    assert.equal(actor.policy.actionSize, 12);
  });
});

test('log sigma is held between its bounds', () => {
  assert.deepEqual(LOG_SIGMA, { low: -5, high: 0.5 });
  assert.deepEqual([-6, -5, -1.5, 0.5, 1].map(clampLogSigma), [-5, -5, -1.5, 0.5, 0.5]);
});

describe('an actor refuses', () => {
  const model = drawModel();
  const spec = (changes: Partial<Record<keyof ActorSpec, unknown>>): Model => ({
    ...model,
    spec: { ...model.spec, ...changes },
  });
  const cases: [string, Model, Partial<PolicyInit>, RegExp][] = [
    ['a multiplier', { ...model, kind: 'multiplier' }, {}, /it is a multiplier; an xApp runs an actor/],
    [
      'a model for another observation',
      model,
      { observe: 'power' },
      /its observe is "neighbours"; here it is power/,
    ],
    ['a model for another I', model, { observed: 6 }, /its observed is 3; here it is 6/],
    ['a model for other receive antennas', model, { nr: 4 }, /its nr is 2; here it is 4/],
    ['a model for other streams', model, { ns: 1 }, /its ns is 2; here it is 1/],
    [
      'a model of an unknown policy',
      spec({ policy: 'greedy' }),
      {},
      /its policy is "greedy"; allowed: direct, residual/,
    ],
    ['a model without a policy', spec({ policy: undefined }), {}, /its policy is undefined; allowed/],
    [
      'a model without a reach',
      spec({ reach: undefined }),
      {},
      /its reach does not state interference and weight/,
    ],
    ['a model of half a reach', spec({ reach: { interference: 3 } }), {}, /its reach does not state/],
    [
      'a reach that is no number',
      spec({ reach: { interference: 3, weight: '2' } }),
      {},
      /its reach does not state/,
    ],
    [
      'a model without a loading',
      spec({ loadingDb: undefined }),
      {},
      /its loadingDb is undefined; allowed: a number or null/,
    ],
    [
      'a loading that is no number',
      spec({ loadingDb: '40' }),
      {},
      /its loadingDb is "40"; allowed: a number or null/,
    ],
    [
      'a network of other inputs',
      { ...model, network: { ...model.network, sizes: [5, 6, 8] } },
      {},
      /its network takes 5 numbers and gives 8; the policy shows 7 and takes 8/,
    ],
    [
      'a network of other outputs',
      { ...model, network: { ...model.network, sizes: [7, 6, 4] } },
      {},
      /its network takes 7 numbers and gives 4; the policy shows 7 and takes 8/,
    ],
  ];
  for (const [what, given, changes, reason] of cases) {
    test(what, () => {
      assert.throws(
        () => new Actor(given, { ...init, ...changes }),
        (error: unknown) => error instanceof ModelError && reason.test(error.message),
      );
    });
  }

  test('nothing for another I where I is not observed', () => {
    const whole = drawModel({ ...drawnSpec, observe: 'covariance' });
    assert.ok(new Actor(whole, { ...init, observe: 'covariance', observed: 6 }));
  });
});
