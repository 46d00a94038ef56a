import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { stringify } from 'yaml';
import { runInit } from '../testing/run-init.ts';
import { fig5, fig5With } from './fig5.ts';
import { sharedEvaluations } from './curve-file.ts';

/** A network and an actor that train within a second, on one topology. */
const tiny = {
  name: 'tiny',
  scenario: 'quarter',
  set: [
    ...['network.radios=6', 'network.users=3', 'network.odus=1', 'network.cluster=2'],
    ...['network.observed=2', 'network.area_m=100'],
  ],
  algorithm: 'evolution',
  evolution: { pairs: 2 },
  iterations: 4,
  checkpoint_every: 2,
  episode: { topology: 'scenario', near_rt_loops: 4, skip: 1 },
  evaluate: { topologies: 2, every: 2, near_rt_loops: 4, skip: 1 },
};

test('fig5: curves of several seeds beside the baselines on the same channels; a second run goes on', async (t) => {
  const { init } = runInit(t, { seeds: [1, 2] });
  const training = join(init.folder, 'tiny.yaml');
  writeFileSync(training, stringify(tiny));
  const run = fig5With([{ id: 'a', training, title: 'tiny', set: [], differs: 'all' }]);
  const result = await run(init);
  const { panels, claims } = result;
  const [curve, end] = panels;
  // Evaluations after 0, 2 and 4 iterations of 2 mirrored pairs over 4 near-RT loops.
  assert.deepEqual(curve.x.values, [0, 0.32, 0.64]);
  const [proposed, ...references] = curve.series;
  assert.deepEqual(
    references.map(({ name }) => name),
    ['c-rzf', 'd-rzf', 'p-rzf', 'drl-wmmse', 'closed-form'],
  );
  for (const { mean } of references) {
    assert.ok((mean[0] as number) > 1);
    assert.deepEqual(mean, [mean[0], mean[0], mean[0]]);
  }
  // What the training itself says of the closed form it starts from, under the constant of its scenario.
  const folder = readdirSync(init.folder).find((name) => /^training-.*-1$/.test(name)) as string;
  const path = join(init.folder, folder, 'curve.jsonl');
  const first = JSON.parse(readFileSync(path, 'utf8').split('\n')[0]) as { sumRate: number };
  assert.equal(proposed.perSeed?.[0][0], first.sumRate);
  assert.equal(end.series[0].mean[0], proposed.mean[0]);
  assert.equal(claims.length, 3);
  for (const { ours } of claims) assert.match(ours, /%$/);

  // The end of a training is kept: nothing is computed again.
  const { mtimeMs } = statSync(path);
  assert.deepEqual(await run({ ...init, fresh: false }), result);
  assert.equal(statSync(path).mtimeMs, mtimeMs);
  // Asked for fewer iterations it shows no more than those.
  const fewer = await run({ ...init, fresh: false, set: ['iterations=2'] });
  assert.deepEqual(fewer.panels[0].x.values, [0, 0.32]);
  // One that lost its end goes on from its checkpoint to the same curve.
  const whole = readFileSync(path, 'utf8');
  writeFileSync(path, `${whole.split('\n').slice(0, 3).join('\n')}\n`);
  const again = await run({ ...init, fresh: false });
  assert.deepEqual(again.panels[0].series[0].mean, proposed.mean);
});

test('fig5: what a training cannot heed is refused', async (t) => {
  for (const change of [{ live: true }, { nearRtLoops: 3 }, { schemes: ['c-rzf'] }]) {
    const { init } = runInit(t, change);
    await assert.rejects(fig5(init), { code: 'CHORUS_USAGE', message: /--seeds/ });
  }
});

test('fig5: a training that does not exist is named', async (t) => {
  const { init } = runInit(t);
  const run = fig5With([{ id: 'a', training: 'nobody-wrote-this', title: '', set: [], differs: '' }]);
  await assert.rejects(run(init), { code: 'CHORUS_APP_FAILED', message: /nobody-wrote-this/ });
});

test('curves share the evaluations that all of them have', () => {
  const point = (iteration: number, sumRate: number | null) => ({
    iteration,
    nearRtLoops: 10 * iteration,
    sumRate,
  });
  const { nearRtLoops, sumRates } = sharedEvaluations([
    [point(0, 1), point(1, null), point(2, 3)],
    [point(0, 2), point(1, 5), point(2, 4), point(3, 6)],
  ]);
  assert.deepEqual(nearRtLoops, [0, 20]);
  assert.deepEqual(sumRates, [
    [1, 3],
    [2, 4],
  ]);
});
