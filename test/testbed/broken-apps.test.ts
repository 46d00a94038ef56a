// A user's app that throws in every loop: the network goes on with what it had, and the run says so.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import type { Summary } from '@chorus/cli/summary/summary.ts';

const root = resolve(import.meta.dirname, '../..');
const LOOPS = 2;

const cases = [
  {
    app: 'dApp',
    set: ['scheme.name=d-rzf', 'odu.precoder=test/testbed/testing/broken-dapp.ts'],
    said: /^CHORUS_APP_FAILED: dApps \S*broken-dapp.ts and newton gave nothing usable for any of 20 slots: o-du-0: this dApp is broken$/m,
    expected: { dApp: 4 * LOOPS * 10, refusedPrecoders: 0, xApp: 0 },
  },
  {
    app: 'xApp',
    set: ['xapp.name=test/testbed/testing/broken-xapp.ts'],
    said: /^CHORUS_APP_FAILED: xApp \S*broken-xapp.ts gave nothing usable for any of 2 near-RT loops: \S+: this xApp is broken$/m,
    // Once per user and near-RT loop.
    expected: { dApp: 0, refusedPrecoders: 0, xApp: 8 * LOOPS },
  },
];

for (const { app, set, said, expected } of cases) {
  test(`a broken ${app}: every slot is answered, the outputs are written, the exit code is 1`, (t) => {
    const home = mkdtempSync(join(tmpdir(), 'chorus-test-'));
    t.after(() => rmSync(home, { recursive: true, force: true }));
    const json = join(home, 'summary.json');
    const overrides = [...set, 'clock.rt_loops=10'].flatMap((one) => ['--set', one]);
    const { status, stdout, stderr } = spawnSync(
      join(root, 'scripts/chorus'),
      ['run', 'small', '--near-rt-loops', String(LOOPS), '--json', json, ...overrides],
      { cwd: root, env: { ...process.env, CHORUS_HOME: home }, encoding: 'utf8' },
    );
    assert.match(stderr, said);
    assert.equal(status, 1);
    const summary = JSON.parse(readFileSync(json, 'utf8')) as Summary;
    assert.deepEqual(summary.appErrors, expected);
    assert.equal(summary.nearRtLoops, LOOPS);
    for (const rate of summary.sumRate.perLoop) assert.ok(rate > 0);
    assert.match(stdout, /^WARNING +apps failed: /m);
  });
}
