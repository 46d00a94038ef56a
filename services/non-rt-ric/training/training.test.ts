import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sacDefaults } from '@chorus/learning/sac.ts';
import { camelCase } from './camel-case.ts';
import { rolloutSetup } from './setup.ts';
import { tinyTraining } from './testing/tiny.ts';
import { checkTraining, loadTraining, trainingNames } from './training.ts';

const refusals: [string, Record<string, unknown>, RegExp][] = [
  ['an unknown field', { rounds: 1 }, /^rounds is 1; allowed: one of the fields name, description/],
  ['a field out of bounds', { sac: { gamma: 1.5 } }, /^sac\.gamma is 1\.5; allowed: number from 0 to 0\.999/],
  ['another algorithm', { algorithm: 'dqn' }, /^algorithm is "dqn"; allowed: sac, evolution/],
  [
    'a size of no layer',
    { sac: { actor_layers: [0] } },
    /^sac\.actor_layers\.0 is 0; allowed: integer from 1/,
  ],
  ['a name that no model has', { name: 'No Model' }, /^name is "No Model"; allowed: lower-case/],
  ['no loop that counts', { evaluate: { skip: 4 } }, /^evaluate\.skip is 4; allowed: 0 to 3/],
  [
    'critics of more users than there are',
    { sac: { agents: 4 } },
    /^sac\.agents is 4; allowed: 1 to network/,
  ],
  [
    'half a joint critic',
    { sac: { shape: 'paper', agents: 2 } },
    /^sac\.agents is 2; allowed: network\.users/,
  ],
  ['imitation under evolution', { algorithm: 'evolution', imitation: {} }, /^imitation is .*; allowed: null/],
  [
    'coordinates of a direct policy',
    { algorithm: 'coordinates', policy: 'direct' },
    /^policy is "direct"; allowed: residual/,
  ],
  ['a scheme without U and W', { set: ['scheme.name=d-rzf'] }, /^scheme\.name is "d-rzf"; allowed: proposed/],
  ['an own precoder', { set: ['odu.precoder=wmmse'] }, /^odu\.precoder is "wmmse"; allowed: served, wide/],
];
for (const [what, change, message] of refusals) {
  test(`${what} is refused with field, value and what is allowed`, () => {
    assert.throws(() => tinyTraining(change), { code: 'CHORUS_TRAINING_INVALID', message });
  });
}

test('a wrong field of the scenario is refused as everywhere', () => {
  const set = ['network.users=0'];
  assert.throws(() => tinyTraining({ set }), {
    code: 'CHORUS_SCENARIO_INVALID',
    message: /^network\.users is 0/,
  });
});

test('a training that is not there is refused, and those that are there are named', () => {
  const message = /^no training at no-such: .*i6, /;
  assert.throws(() => loadTraining('no-such'), { code: 'CHORUS_TRAINING_NOT_FOUND', message });
});

test("SAC's defaults are those of the learner", () => {
  const config = camelCase(checkTraining({}).config.sac);
  assert.deepEqual({ ...config, ...sacDefaults }, config);
});

test('imitation is off, and has its defaults where it is asked for', () => {
  assert.equal(checkTraining({}).config.imitation, null);
  assert.equal(checkTraining({ imitation: { gain: 2 } }).config.imitation?.steps, 500);
});

test('overrides go to the training, and those of its network to the scenario', () => {
  const overrides = ['sac.gamma=0.5', 'network.observed=8', 'seed=7'];
  const { config, scenario } = loadTraining('i6', overrides);
  assert.equal(config.sac.gamma, 0.5);
  assert.equal(config.seed, 7);
  assert.equal(scenario.network.observed, 8);
  assert.equal(scenario.seed, 1);
});

test('every training that comes with Chorus is valid', () => {
  assert(trainingNames().length > 0);
  for (const name of trainingNames()) {
    const training = loadTraining(name);
    const { shape, spec } = rolloutSetup(training);
    assert.equal(shape.sizes.length >= 2, true, name);
    assert.equal(spec.observe, training.scenario.network.observe, name);
  }
});
