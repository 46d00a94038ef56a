import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { decodeModel } from '@chorus/learning';
import { temporaryFolder, tinyTraining, train } from './testing/tiny.ts';

const cases: [string, Record<string, unknown>][] = [
  ['SAC after imitation', { imitation: { steps: 5, episodes: 2 } }],
  ['SAC that collects during its updates', { sac: { pipeline: true } }],
  ['evolution strategies', { algorithm: 'evolution' }],
  ['coordinate search', { algorithm: 'coordinates' }],
];
for (const [what, change] of cases) {
  test(`${what}: threads or none, the curve and the model are the same`, async (t) => {
    const [alone, together] = [temporaryFolder(t), temporaryFolder(t)];
    const training = tinyTraining(change);
    const one = await train(alone, training);
    const two = await train(together, training, { workers: 3 });
    assert.deepEqual(two.best, one.best);
    assert.deepEqual({ ...two.last, wallSeconds: 0 }, { ...one.last, wallSeconds: 0 });
    const model = (folder: string) => readFileSync(join(folder, 'model.json'), 'utf8');
    assert.equal(model(together), model(alone));
  });
}

test('another seed gives another actor', async (t) => {
  const [a, b] = [temporaryFolder(t), temporaryFolder(t)];
  const config = { algorithm: 'evolution', evaluate: { every: 1 } };
  const one = await train(a, tinyTraining(config));
  const two = await train(b, tinyTraining({ ...config, seed: 2 }));
  assert.notEqual(two.last.sumRate, one.last.sumRate);
  assert.equal(two.closedForm, one.closedForm, 'held-out networks are the same for every seed');
});

test('the model says how it was made, and is the best of the held-out networks', async (t) => {
  const folder = temporaryFolder(t);
  const training = tinyTraining({
    evaluate: { every: 1 },
    algorithm: 'evolution',
    evolution: { sigma: 2, rate: 1 },
  });
  const rates: number[] = [];
  const { best, models } = await train(folder, training, {
    onRecord: ({ sumRate }) => rates.push(sumRate as number),
  });
  assert.equal(best.sumRate, Math.max(...rates));
  assert.deepEqual(models, [join(folder, 'model.json')]);
  const model = decodeModel(readFileSync(models[0], 'utf8'));
  assert.equal(model.training.command, './scripts/chorus train tiny');
  assert.equal(model.training.metrics['heldOutSumRate'], best.sumRate);
  assert.deepEqual(model.training.config['evolution'], training.config.evolution);
  assert.deepEqual(model.weights, best.actors[0]);
});

test('shape paper gives a model for each agent', async (t) => {
  const folder = temporaryFolder(t);
  const training = tinyTraining({
    policy: 'direct',
    episode: { topology: 'scenario' },
    sac: { shape: 'paper', warmup: 0 },
  });
  const { models, best } = await train(folder, training);
  assert.deepEqual(
    models.map((file) => decodeModel(readFileSync(file, 'utf8')).name),
    ['tiny-agent-0', 'tiny-agent-1', 'tiny-agent-2'],
  );
  assert.equal(best.actors.length, 3);
});
