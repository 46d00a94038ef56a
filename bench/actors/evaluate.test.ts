import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { ResultsFile } from '@chorus/experiments/jobs/results-file.ts';
import { ThreadRunner } from '@chorus/experiments/jobs/thread-runner.ts';
import { encodeModel } from '@chorus/learning';
import { createTwin, topologyOf } from '@chorus/platform/scenario-twin.ts';
import { loadScenario } from '@chorus/platform/scenario.ts';
import { drawActorModel } from '@chorus/xapp-actor/testing/actor-model.ts';
import type { Block } from './blocks.ts';
import { evaluate, type Row } from './evaluate.ts';
import { bestClosedForm, rzf, VIEWS, type Scheme } from './schemes.ts';

describe('an evaluation', () => {
  const folder = mkdtempSync(join(tmpdir(), 'chorus-actors-'));
  after(() => rmSync(folder, { recursive: true }));
  const json = join(folder, 'results.jsonl');
  const model = join(folder, 'drawn.json');
  const topology = topologyOf(loadScenario('small', ['network.observe=covariance']));
  const draw = (scale: number) =>
    writeFileSync(model, encodeModel(drawActorModel(topology, { observe: 'covariance', scale })));

  const best = bestClosedForm(VIEWS.covariance, 'served');
  const constants = (best.constants ?? []).filter(({ name }) => ['no loading', '64 dB'].includes(name));
  const actor: Scheme = {
    label: 'actor',
    set: ['network.observe=covariance', 'xapp.name=actor', `xapp.model=${model}`],
  };
  const untrained: Scheme = { label: 'untrained', set: [], model: 'nobody-trained-this' };
  const blocks: Block[] = [
    {
      condition: '',
      set: ['mobility.speed_mps=2'],
      schemes: [rzf('d-rzf'), { ...best, constants }, actor, untrained, { ...untrained, optional: true }],
    },
  ];
  const run = async (resume: boolean) => {
    const computed: string[] = [];
    const rows = await evaluate(blocks, {
      scenario: 'small',
      seeds: [11, 12],
      tuningSeeds: [13],
      nearRtLoops: 4,
      warmUpLoops: 1,
      runner: new ThreadRunner(2),
      results: new ResultsFile(json, resume),
      onProgress: (_done, _total, label) => computed.push(label),
    });
    return { rows, computed };
  };
  const sumRates = ({ rates }: Row) => rates?.map(({ sumRate }) => sumRate) ?? [];

  test('measures every scheme, goes on where it was, and computes anew what a new model changes', async () => {
    draw(0);
    const first = await run(false);
    const [local, closedForm, untuned, missing] = first.rows;
    assert.equal(first.rows.length, 4);
    assert.equal(missing.rates, null);
    assert.equal(closedForm.constant, 'no loading');

    // Loops 2 to 4 count, of the same twin that `createTwin` makes.
    const set = ['mobility.speed_mps=2', 'network.observe=covariance', 'xapp.loading_db=null', 'seed=12'];
    const twin = await createTwin(loadScenario('small', set));
    const loops = Array.from({ length: 4 }, () => twin.loop());
    const expected = (loops[1] + loops[2] + loops[3]) / 3;
    assert.ok(Math.abs(sumRates(closedForm)[1] - expected) < 1e-9, `${sumRates(closedForm)[1]}, ${expected}`);

    // Weights of zero make the actor the closed form; D-RZF is another scheme.
    for (const n of [0, 1]) {
      const ratio = sumRates(untuned)[n] / sumRates(closedForm)[n];
      assert.ok(Math.abs(ratio - 1) < 1e-3, `actor to closed form: ${ratio}`);
      assert.notEqual(sumRates(local)[n], sumRates(closedForm)[n]);
    }

    const second = await run(true);
    assert.deepEqual(second.computed, []);
    assert.deepEqual(second.rows.map(sumRates), first.rows.map(sumRates));

    draw(1);
    const third = await run(true);
    assert.deepEqual(third.computed.sort(), ['actor, seed 11', 'actor, seed 12']);
    assert.notDeepEqual(sumRates(third.rows[2]), sumRates(untuned));
  });

  test('names the run that fails', async () => {
    const broken = { label: 'broken', set: ['xapp.name=nobody-wrote-this'] };
    await assert.rejects(
      evaluate([{ condition: '', set: [], schemes: [broken] }], {
        scenario: 'small',
        seeds: [11],
        tuningSeeds: [],
        nearRtLoops: 1,
        warmUpLoops: 0,
        runner: new ThreadRunner(1),
        results: new ResultsFile(null, false),
        onProgress: () => assert.fail('nothing can come of this'),
      }),
      { code: 'CHORUS_APP_FAILED', message: /^broken gave nothing usable for seed 11: CHORUS_APP_NOT_FOUND/ },
    );
  });
});
