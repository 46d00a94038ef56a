import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { loadScenario } from '@chorus/platform/scenario.ts';
import { hasCode } from '@chorus/platform/errors.ts';
import type { Job } from './pool.ts';
import { ResultsFile } from './results-file.ts';

describe('ResultsFile', () => {
  const folder = mkdtempSync(join(tmpdir(), 'chorus-actors-'));
  after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'results.json');
  const scenario = loadScenario('small');
  const job = (key: string): Job => ({
    key,
    label: 'C-RZF',
    seed: 7001,
    task: { kind: 'rates', scenario, nearRtLoops: 3 },
  });
  const rates = { kind: 'rates', sumRate: 365.25, worstUser: 2.5, fifthPercentile: 3.5 } as const;

  test('gives what it kept to a run that resumes, and nothing to one that does not', () => {
    const results = new ResultsFile(path, false);
    results.add(job('a'), { kind: 'lambda', lambda: 1e5 });
    results.add(job('b'), rates);
    const resumed = new ResultsFile(path, true);
    assert.deepEqual(resumed.get('a'), { key: 'a', label: 'C-RZF', seed: 7001, kind: 'lambda', lambda: 1e5 });
    assert.deepEqual(resumed.get('b'), { key: 'b', label: 'C-RZF', seed: 7001, ...rates });
    assert.equal(resumed.get('c'), undefined);
    assert.equal(new ResultsFile(path, false).get('a'), undefined);
    assert.deepEqual(readdirSync(folder), ['results.json']);
  });

  test('starts empty where there is no file yet', () => {
    assert.equal(new ResultsFile(join(folder, 'none.json'), true).get('a'), undefined);
  });

  for (const content of ['[{"key": "a"', '{}', '[{"key": "a", "kind": "rates", "sumRate": null}]']) {
    test(`refuses to resume from ${content}`, () => {
      const spoilt = join(folder, 'spoilt.json');
      writeFileSync(spoilt, content);
      assert.throws(
        () => new ResultsFile(spoilt, true),
        (error) => hasCode(error, 'CHORUS_USAGE'),
      );
    });
  }
});
