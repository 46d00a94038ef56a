import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { loadScenario } from '@chorus/platform/scenario.ts';
import type { Job } from './job.ts';
import { ResultsFile } from './results-file.ts';

describe('ResultsFile', () => {
  const folder = mkdtempSync(join(tmpdir(), 'chorus-results-'));
  after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'results.jsonl');
  const scenario = loadScenario('small');
  const job = (key: string): Job => ({
    key,
    label: 'C-RZF',
    seed: 7001,
    task: { kind: 'rates', scenario, nearRtLoops: 3, warmUpLoops: 1 },
  });
  const rates = {
    kind: 'rates',
    sumRate: 365.25,
    worstUser: 2.5,
    fifthPercentile: 3.5,
    users: [2.5, 362.75],
  } as const;

  test('gives what it kept to a run that resumes, and nothing to one that does not', () => {
    const results = new ResultsFile(path, false);
    results.add(job('a'), { kind: 'lambda', lambda: 1e5 });
    results.add(job('b'), rates);
    const resumed = new ResultsFile(path, true);
    assert.deepEqual(resumed.get('a'), { key: 'a', label: 'C-RZF', seed: 7001, kind: 'lambda', lambda: 1e5 });
    assert.deepEqual(resumed.get('b'), { key: 'b', label: 'C-RZF', seed: 7001, ...rates });
    assert.equal(resumed.get('c'), undefined);
    assert.deepEqual(readdirSync(folder), ['results.jsonl']);
    assert.equal(new ResultsFile(path, false).get('a'), undefined);
  });

  test('starts empty where there is no file yet', () => {
    assert.equal(new ResultsFile(join(folder, 'none.json'), true).get('a'), undefined);
  });

  test('goes on behind half a line, which a killed process leaves', () => {
    const cut = join(folder, 'cut.jsonl');
    new ResultsFile(cut, false).add(job('a'), rates);
    appendFileSync(cut, '{"key":"b","label":"C-R');
    const resumed = new ResultsFile(cut, true);
    assert.equal(resumed.get('b'), undefined);
    resumed.add(job('c'), rates);
    const again = new ResultsFile(cut, true);
    assert.deepEqual([again.get('a')?.kind, again.get('c')?.kind], ['rates', 'rates']);
  });

  for (const content of [
    'my notes',
    '{}\n',
    '[{"key": "a"}]\n',
    '{"key": "a", "kind": "rates", "sumRate": null}\n',
  ])
    test(`refuses to resume from ${JSON.stringify(content)} and leaves it alone`, () => {
      const spoilt = join(folder, 'spoilt.json');
      writeFileSync(spoilt, content);
      assert.throws(() => new ResultsFile(spoilt, true), { code: 'CHORUS_USAGE', message: /line 1 is/ });
      assert.equal(readFileSync(spoilt, 'utf8'), content);
    });
});
