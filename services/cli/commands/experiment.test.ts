import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import type { ExperimentResult } from '@chorus/experiments';
import { createTwin } from '@chorus/platform/scenario-twin.ts';
import { loadScenario } from '@chorus/platform/scenario.ts';
import { stringify } from 'yaml';
import { root } from '../testbed/repository.ts';
import { temporaryFolder } from '../testing/fakes.ts';

const precoder = join(root, 'examples/maximum-ratio-dapp.ts');
const sweep = {
  name: 'tiny',
  title: 'A figure like Fig. 7',
  scenario: 'small',
  vary: { label: 'number of O-RUs L', field: 'network.radios', values: [8, 12] },
  schemes: ['d-rzf', { name: 'own', label: 'own loading', set: ['xapp.loading_db=50'] }],
  seeds: [3, 4],
  near_rt_loops: 4,
  warm_up_loops: 2,
};

/** The command with a home of its own. */
function chorus(home: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'services/cli/main.ts'), ...args],
    { encoding: 'utf8', env: { ...process.env, CHORUS_HOME: home } },
  );
  return { status, stdout, stderr };
}

function sweepFile(t: TestContext, change: Record<string, unknown> = {}) {
  const home = temporaryFolder(t);
  const file = join(home, 'tiny.yaml');
  writeFileSync(file, stringify({ ...sweep, ...change }));
  return { home, file };
}

/** Mean over near-RT loops 3 and 4 of the twin's sum rate. */
async function direct(set: string[]): Promise<number> {
  const twin = await createTwin(loadScenario('small', set));
  const loops = [1, 2, 3, 4].map(() => twin.loop());
  return (loops[2] + loops[3]) / 2;
}

describe('chorus experiment', () => {
  test('measures what direct runs of the twin measure, and resumes from what is there', async (t) => {
    const { home, file } = sweepFile(t);
    const args = [
      'experiment',
      file,
      '--workers',
      '2',
      '--scheme',
      `mine=odu.precoder=${precoder}`,
      '--json',
    ];
    const first = chorus(home, ...args);
    assert.equal(first.status, 0, first.stderr);
    const result = JSON.parse(first.stdout) as ExperimentResult;
    const [panel] = result.panels;
    assert.deepEqual(
      panel.series.map(({ name, label }) => [name, label]),
      [
        ['d-rzf', 'D-RZF'],
        ['own', 'own loading'],
        ['mine', 'mine'],
      ],
    );
    const schemes = [
      ['scheme.name=d-rzf', 'rzf.lambda=auto'],
      ['xapp.loading_db=50'],
      [`odu.precoder=${precoder}`],
    ];
    for (const [s, set] of schemes.entries())
      for (const [n, seed] of sweep.seeds.entries())
        for (const [x, radios] of sweep.vary.values.entries()) {
          const ours = panel.series[s].perSeed?.[n][x] ?? NaN;
          const twins = await direct([...set, `network.radios=${radios}`, `seed=${seed}`]);
          assert.ok(
            Math.abs(ours / twins - 1) < 1e-9,
            `${set.join()} L ${radios} seed ${seed}: ${ours}, ${twins}`,
          );
        }

    const folder = join(home, 'experiments/tiny');
    assert.deepEqual(JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8')), result);
    assert.match(readFileSync(join(folder, 'tiny.svg'), 'utf8'), />own loading</);
    const outcomes = readFileSync(join(folder, 'outcomes.jsonl'), 'utf8');
    assert.equal(outcomes.trim().split('\n').length, 4 + 12, 'lambda of D-RZF, and every run');
    assert.equal(chorus(home, ...args).status, 0);
    assert.equal(
      readFileSync(join(folder, 'outcomes.jsonl'), 'utf8'),
      outcomes,
      'nothing was computed again',
    );
  });

  test('plots again, and goes into the report', (t) => {
    const { home, file } = sweepFile(t, { schemes: ['d-rzf'], vary: undefined, near_rt_loops: 3 });
    const run = chorus(home, 'experiment', file, '--seeds', '7', '--workers', '1');
    assert.equal(run.status, 0, run.stderr);
    assert.match(run.stdout, /A figure like Fig\. 7[\s\S]*D-RZF +\d/);
    const before = readFileSync(join(home, 'experiments/tiny/tiny.svg'), 'utf8');
    writeFileSync(join(home, 'experiments/tiny/tiny.svg'), 'spoilt');
    const plot = chorus(home, 'experiment', 'plot', file, '--json');
    assert.equal(plot.status, 0, plot.stderr);
    assert.deepEqual((JSON.parse(plot.stdout) as { files: string[] }).files, [
      join(home, 'experiments/tiny/tiny.svg'),
      join(home, 'experiments/tiny/README.md'),
    ]);
    assert.equal(readFileSync(join(home, 'experiments/tiny/tiny.svg'), 'utf8'), before);

    const out = join(home, 'docs');
    const report = chorus(home, 'report', '--out', out, '--json');
    assert.equal(report.status, 0, report.stderr);
    const { page, notRun } = JSON.parse(report.stdout) as { page: string; notRun: string[] };
    assert.ok(notRun.includes('fig7') && !notRun.includes('tiny'));
    const text = readFileSync(page, 'utf8');
    assert.match(text, /## A figure like Fig\. 7\n\n!\[aggregate throughput\]\(tiny\.svg\)/);
    assert.match(text, /experiment \S+tiny\.yaml --seeds 7`/);
    assert.ok(existsSync(join(out, 'tiny.svg')));
  });

  test('lists what comes with Chorus, figures in their order', (t) => {
    const { status, stdout } = chorus(temporaryFolder(t), 'experiment', 'list', '--json');
    assert.equal(status, 0);
    const names = (JSON.parse(stdout) as { name: string }[]).map(({ name }) => name);
    const ours = ['fig6a', 'fig6b', 'fig7', 'fig8', 'fig9', 'fig12'];
    assert.deepEqual(
      names.filter((name) => ours.includes(name)),
      ours,
    );
  });

  test('refuses wrong input with exit code 2 and the reason', (t) => {
    const { home, file } = sweepFile(t, { metrics: ['speed'] });
    const refused: [string[], RegExp][] = [
      [['experiment', 'fig77'], /CHORUS_EXPERIMENT_NOT_FOUND: no experiment at fig77.*fig12/],
      [['experiment', file], /CHORUS_EXPERIMENT_INVALID: metrics\.0 is "speed"; allowed: sum-rate, user-cdf/],
      [['experiment', 'fig7', '--seeds', 'x'], /CHORUS_USAGE: --seeds is "x"; allowed: seeds and spans/],
      [['experiment', 'fig7', '--scheme', 'mine'], /CHORUS_USAGE: --scheme is "mine"; allowed: LABEL=/],
      [['experiment', 'fig7', '--schemes', 'none'], /--schemes is "none"; allowed: c-rzf/],
      [['experiment', 'plot', 'fig7'], /CHORUS_EXPERIMENT_ABSENT.*no such file/],
      [['experiment', 'fig7', '--workers', '0'], /--workers is "0"/],
    ];
    for (const [args, message] of refused) {
      const { status, stderr } = chorus(home, ...args);
      assert.equal(status, 2, args.join(' '));
      assert.match(stderr, message);
    }
  });

  test('--help tells the options', (t) => {
    const home = temporaryFolder(t);
    const help = chorus(home, 'experiment', '--help').stdout;
    for (const word of ['--seeds', '--scheme ', '--fresh', '--live', 'plot'])
      assert.ok(help.includes(word), word);
    assert.match(chorus(home, 'report', '--help').stdout, /docs\/results/);
  });
});
