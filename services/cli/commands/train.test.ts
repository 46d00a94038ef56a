import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { decodeModel } from '@chorus/learning';
import { tiny } from '@chorus/non-rt-ric/training/testing/tiny.ts';
import { stringify } from 'yaml';
import { temporaryFolder } from '../testing/fakes.ts';
import { root } from '../testbed/repository.ts';

/** The command with a home of its own. */
function chorus(home: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'services/cli/main.ts'), 'train', ...args],
    { encoding: 'utf8', env: { ...process.env, CHORUS_HOME: home } },
  );
  return { status, stdout, stderr, lastLine: stderr.trimEnd().split('\n').at(-1) ?? '' };
}

function tinyFile(t: TestContext, change: Record<string, unknown> = {}) {
  const home = temporaryFolder(t);
  const file = join(home, 'tiny.yaml');
  writeFileSync(file, stringify({ ...tiny, ...change }));
  return { home, file };
}

test('--help tells the options and the subcommands', (t) => {
  const home = temporaryFolder(t);
  const { status, stdout } = chorus(home, '--help');
  assert.equal(status, 0);
  for (const word of ['--resume', '--workers', '--trajectories', 'xi', 'plot'])
    assert(stdout.includes(word), word);
  assert.match(chorus(home, 'xi', '--help').stdout, /--nt <list>/);
  assert.match(chorus(home, 'plot', '--help').stdout, /--line <label=value>/);
});

test('--json gives the outcome, the backend and where the files are; the model is there', (t) => {
  const { home, file } = tinyFile(t);
  const { status, stdout, stderr } = chorus(home, file, '--workers', '0', '--seed', '3', '--json');
  assert.equal(status, 0, stderr);
  assert.match(stderr, /TensorFlow\.js runs on (wasm|tensorflow)/);
  const outcome = JSON.parse(stdout) as Record<string, unknown>;
  const folder = join(home, 'trainings/tiny-3');
  const { name, seed, iterations, models } = outcome;
  assert.deepEqual(
    { name, seed, iterations, models },
    {
      name: 'tiny',
      seed: 3,
      iterations: 4,
      models: [join(folder, 'model.json')],
    },
  );
  const { training } = decodeModel(readFileSync(join(folder, 'model.json'), 'utf8'));
  assert.equal(training.command, `./scripts/chorus train ${file} --seed 3`);
  assert(existsSync(join(folder, 'curve.svg')));
});

test('curves of several seeds become one plot', (t) => {
  const { home, file } = tinyFile(t, { algorithm: 'evolution' });
  const curves = ['1', '2'].map((seed) => {
    const out = join(home, seed);
    const { status, stderr } = chorus(home, file, '--seed', seed, '--workers', '0', '--out', out);
    assert.equal(status, 0, stderr);
    return join(out, 'curve.jsonl');
  });
  const svg = join(home, 'both.svg');
  const { status } = chorus(home, 'plot', ...curves, '--out', svg, '--line', 'D-RZF=20', '--title', 'both');
  assert.equal(status, 0);
  assert.match(readFileSync(svg, 'utf8'), /mean of 2[\s\S]*D-RZF/);
});

test('wrong usage ends with 2 and says what is allowed', (t) => {
  const { home, file } = tinyFile(t);
  const cases = [
    [['no-such'], /^CHORUS_TRAINING_NOT_FOUND: no training at no-such/],
    [[file, '--set', 'sac.gamma=2'], /^CHORUS_TRAINING_INVALID: sac\.gamma is 2; allowed: number from 0/],
    [[file, '--set', 'network.users=0'], /^CHORUS_SCENARIO_INVALID: network\.users is 0/],
    [[file, '--workers', 'all'], /^CHORUS_USAGE: --workers is "all"; allowed: a whole number from 0/],
    [[file, '--resume'], /^CHORUS_CHECKPOINT_NOT_FOUND: .* holds no checkpoint/],
    [
      [file, '--set', 'algorithm=evolution', '--trajectories', join(home, 'x')],
      /^CHORUS_USAGE: --trajectories: .*allowed: sac/,
    ],
    [['xi', '--nt', 'four'], /^CHORUS_USAGE: --nt is "four"; allowed: whole numbers/],
    [['plot', join(home, 'none'), '--out', join(home, 'x.svg')], /^CHORUS_CURVE_INVALID: .*no such file/],
    [['plot', file, '--out', join(home, 'x.svg'), '--line', 'D-RZF'], /^CHORUS_USAGE: --line is "D-RZF"/],
  ] as const;
  for (const [args, line] of cases) {
    const { status, lastLine } = chorus(home, ...args);
    assert.match(lastLine, line);
    assert.equal(status, 2, args.join(' '));
  }
});
