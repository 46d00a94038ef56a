import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { Job } from '../jobs/job.ts';
import { RecordingRunner } from '../testing/recording-runner.ts';
import { runInit } from '../testing/run-init.ts';
import { runSweep } from './run-sweep.ts';
import { checkSweep } from './sweep.ts';

const sweep = checkSweep(
  {
    name: 'mine',
    scenario: 'small',
    vary: { label: 'number of O-RUs L', field: 'network.radios', values: [8, 16] },
    schemes: ['c-rzf', 'closed-form-i1'],
    seeds: [1, 2, 3],
    metrics: ['sum-rate', 'user-cdf', 'worst-user'],
  },
  '/',
);
/** Two users: L of the network, and the seed; C-RZF gives ten times as much. */
const rule = ({ task, seed }: Job) => {
  const factor = task.scenario.scheme.name === 'c-rzf' ? 10 : 1;
  return [factor * task.scenario.network.radios, factor * seed];
};

describe('a sweep', () => {
  test('gives mean and 95 % interval over seeds, by scheme and value', async (t) => {
    const { panels, seeds, nearRtLoops, warmUpLoops } = await runSweep(
      sweep,
      runInit(t, new RecordingRunner(rule)),
    );
    assert.deepEqual([seeds, nearRtLoops, warmUpLoops], [[1, 2, 3], 30, 10]);
    const [sums, cdf, worst] = panels;
    assert.deepEqual(
      sums.series.map(({ name, mean }) => [name, mean]),
      [
        ['c-rzf', [100, 180]],
        ['closed-form-i1', [10, 18]],
      ],
    );
    // Seeds 1, 2, 3: s = 1, t(2) = 4.303, so 4.303 / sqrt(3).
    assert.ok(Math.abs((sums.series[1].ci95?.[0] ?? 0) - 2.4842) < 1e-3);
    assert.deepEqual(sums.series[1].perSeed, [
      [9, 17],
      [10, 18],
      [11, 19],
    ]);
    assert.deepEqual(worst.series[1].mean, [2, 2]);
    assert.equal(cdf.series.length, 4);
    assert.equal(cdf.series[1].name, 'closed-form-i1@8');
    assert.deepEqual(cdf.series[1].mean, [1, 2, 3, 8, 8, 8]);
  });

  test('tunes lambda once for a network and gives it to its runs', async (t) => {
    const runner = new RecordingRunner(rule);
    await runSweep(sweep, runInit(t, runner, { seeds: [4] }));
    const kinds = runner.ran.map(({ task }) => task.kind);
    assert.deepEqual(kinds, ['lambda', 'lambda', 'rates', 'rates', 'rates', 'rates']);
    const lambdas = runner.ran
      .filter(({ task }) => task.scenario.scheme.name === 'c-rzf')
      .map(({ task }) => task.scenario.rzf.lambda);
    assert.deepEqual(lambdas, [1e5, 1e5]);
  });

  test('goes on where it was cut, also behind half a line, and starts anew with fresh', async (t) => {
    const cut = new RecordingRunner(rule, 9);
    const init = runInit(t, cut);
    await assert.rejects(runSweep(sweep, init), { code: 'CHORUS_INTERRUPTED' });
    assert.equal(cut.ran.length, 9);
    appendFileSync(join(init.folder, 'outcomes.jsonl'), '{"key":"half');

    const rest = new RecordingRunner(rule);
    const resumed = await runSweep(sweep, { ...init, runner: rest });
    assert.equal(rest.ran.length, 18 - 9);
    const keys = new Set([...cut.ran, ...rest.ran].map(({ key }) => key));
    assert.equal(keys.size, 18, 'nothing twice');
    const whole = await runSweep(sweep, runInit(t, new RecordingRunner(rule)));
    assert.deepEqual(resumed.panels, whole.panels);

    const again = new RecordingRunner(rule);
    await runSweep(sweep, { ...init, runner: again });
    assert.equal(again.ran.length, 0);
    await runSweep(sweep, { ...init, runner: again, fresh: true });
    assert.equal(again.ran.length, 18);
  });

  test('runs the schemes that are asked for, and those of the user beside them', async (t) => {
    const init = runInit(t, new RecordingRunner(rule), {
      schemes: ['d-rzf'],
      ownSchemes: [{ name: 'mine', label: 'mine', set: ['odu.precoder=wide'] }],
    });
    const { panels } = await runSweep(sweep, init);
    assert.deepEqual(
      panels[0].series.map(({ name }) => name),
      ['d-rzf', 'mine'],
    );
  });

  test('counts at least half of a run that is shorter than its own', async (t) => {
    const loops = async (change: object) => {
      const result = await runSweep(sweep, runInit(t, new RecordingRunner(rule), change));
      return [result.nearRtLoops, result.warmUpLoops];
    };
    assert.deepEqual(await loops({ nearRtLoops: 24 }), [24, 10]);
    assert.deepEqual(await loops({ nearRtLoops: 6 }), [6, 3]);
    assert.deepEqual(await loops({ nearRtLoops: 1 }), [1, 0]);
    assert.deepEqual(await loops({ nearRtLoops: 6, warmUpLoops: 5 }), [6, 5]);
    await assert.rejects(loops({ nearRtLoops: 6, warmUpLoops: 6 }), { code: 'CHORUS_USAGE' });
  });

  test('refuses what does not fit before anything runs', async (t) => {
    const runner = new RecordingRunner(rule);
    const own = (set: string[]) => ({ ownSchemes: [{ name: 'mine', label: 'mine', set }] });
    await assert.rejects(runSweep(sweep, runInit(t, runner, own(['odu.precoder=nobody.ts']))), {
      code: 'CHORUS_APP_NOT_FOUND',
    });
    await assert.rejects(runSweep(sweep, runInit(t, runner, own(['network.radio=3']))), {
      code: 'CHORUS_SCENARIO_INVALID',
      message: /network\.radio is 3; allowed: one of the fields radios/,
    });
    await assert.rejects(runSweep(sweep, runInit(t, runner, { schemes: ['c-rfz'] })), {
      code: 'CHORUS_EXPERIMENT_INVALID',
      message: /--schemes is "c-rfz"; allowed: c-rzf/,
    });
    assert.equal(runner.ran.length, 0);
  });
});
