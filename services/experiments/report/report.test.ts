import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import type { ExperimentResult } from '../result.ts';
import { readResult, writeResult } from '../store.ts';
import { measurements, threeSeeds } from '../testing/measurements.ts';
import { collect, writeReport } from './report.ts';

const result: ExperimentResult = {
  ...measurements('fig10', 'lines', [60, 80], { 'c-rzf': threeSeeds([300, 350]) }),
  title: 'Fig. 10 <now>',
  command: './scripts/chorus experiment fig10',
  version: 'abc1234',
  claims: [
    { claim: 'It grows | always', paper: 'yes', ours: '+1 ± 0.1 %', holds: true },
    { claim: 'By half', paper: '50 %', ours: '+1 %', holds: false, why: 'The network is another.' },
  ],
};

function folders(t: TestContext) {
  const home = mkdtempSync(join(tmpdir(), 'chorus-report-'));
  t.after(() => rmSync(home, { recursive: true }));
  return { results: join(home, 'experiments'), out: join(home, 'docs') };
}

describe('a report', () => {
  test('has every claim as a row, the figures, and what was not run', (t) => {
    const { results, out } = folders(t);
    writeResult(join(results, 'fig10'), result);
    writeResult(join(results, 'mine'), { ...result, name: 'mine', title: 'My own', claims: [] });
    const page = readFileSync(writeReport(out, collect(results)), 'utf8');
    assert.match(page, /^1 of 2 hold\.$/m);
    assert.match(page, /^\| fig10 \| It grows \\\| always \| yes \| \+1 ± 0\.1 % \| yes \| {2}\|$/m);
    assert.match(page, /\| \*\*no\*\* \| The network is another\. \|$/m);
    assert.match(page, /^- Fig\. 8.*`\.\/scripts\/chorus experiment fig8` runs it\.$/m);
    assert.match(page, /^## Fig\. 10 &lt;now>$/m);
    assert.match(page, /version `abc1234`/);
    assert.match(page, /seeds 1-3; near-RT loops 11 to 30/);
    for (const [, file] of page.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g))
      assert.ok(existsSync(join(out, file)), file);
    assert.ok(page.indexOf('## My own') > page.indexOf('## Fig. 10'));
  });

  test('of nothing says so', (t) => {
    const { results, out } = folders(t);
    const page = readFileSync(writeReport(out, collect(results)), 'utf8');
    assert.match(page, /No experiment that the paper has claims for has been run/);
    assert.match(page, /experiment fig7` runs it/);
  });
});

describe('a stored result', () => {
  test('is read as it was written, with a picture and a page beside it', (t) => {
    const { results } = folders(t);
    const files = writeResult(results, result);
    assert.deepEqual(readResult(results, 'fig10'), result);
    assert.deepEqual(
      files.map((file) => file.slice(results.length + 1)),
      ['result.json', 'fig10.svg', 'README.md'],
    );
    for (const file of files) assert.ok(existsSync(file), file);
  });

  test('of a figure that claims are computed for is judged by the code as it is now', (t) => {
    const { results } = folders(t);
    writeResult(results, { ...result, name: 'fig7' });
    const { claims } = readResult(results, 'fig7');
    assert.deepEqual(
      claims.map(({ ours, holds }) => [ours, holds]),
      [['all 1 schemes', true]],
    );
  });

  for (const [content, reason] of [
    [null, /no such file.*chorus experiment fig10 makes it/],
    ['{', /it is not JSON/],
    ['{"title": 1}', /it holds no panels/],
  ] as const)
    test(`is refused with the reason: ${content ?? 'no file'}`, (t) => {
      const { results } = folders(t);
      writeResult(results, result);
      const path = join(results, 'result.json');
      if (content === null) rmSync(path);
      else writeFileSync(path, content);
      assert.throws(() => readResult(results, 'fig10'), {
        code: 'CHORUS_EXPERIMENT_ABSENT',
        message: reason,
      });
    });
});
