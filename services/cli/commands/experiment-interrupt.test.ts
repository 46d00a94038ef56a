import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ExperimentResult } from '@chorus/experiments';
import { stringify } from 'yaml';
import { root } from '../testbed/repository.ts';
import { temporaryFolder } from '../testing/fakes.ts';

const main = join(root, 'services/cli/main.ts');
const sweep = {
  name: 'tiny',
  scenario: 'small',
  schemes: ['closed-form-i1'],
  set: ['network.observed=1'],
  seeds: '1-12',
  near_rt_loops: 10,
  warm_up_loops: 2,
};

test('a run that SIGINT cuts ends with 1, keeps what it has, and is gone on with', async (t) => {
  const home = temporaryFolder(t);
  const file = join(home, 'tiny.yaml');
  writeFileSync(file, stringify(sweep));
  const out = join(home, 'out');
  const args = [main, 'experiment', file, '--workers', '1', '--out', out, '--json'];
  const outcomes = () => (existsSync(out) ? readFileSync(join(out, 'outcomes.jsonl'), 'utf8') : '');

  const cut = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  cut.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const watcher = watch(home, { recursive: true }, () => {
    if (!existsSync(join(out, 'outcomes.jsonl')) || outcomes() === '') return;
    watcher.close();
    cut.kill('SIGINT');
  });
  const [status] = (await once(cut, 'close')) as [number];
  assert.equal(status, 1, said);
  assert.match(said, /CHORUS_INTERRUPTED: interrupted by SIGINT/);
  const kept = outcomes();
  assert.ok(kept.split('\n').length - 1 < 12, kept);
  assert.ok(!existsSync(join(out, 'result.json')));

  const rest = spawnSync(process.execPath, args, { encoding: 'utf8' });
  assert.equal(rest.status, 0, rest.stderr);
  assert.equal((JSON.parse(rest.stdout) as ExperimentResult).seeds.length, 12);
  assert.ok(outcomes().startsWith(kept), 'what was there stays as it was');
  assert.equal(outcomes().trim().split('\n').length, 12);
});
