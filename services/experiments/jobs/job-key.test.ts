import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadScenario } from '@chorus/platform/scenario.ts';
import { jobKey } from './job-key.ts';

const key = (set: string[], nearRtLoops = 3) =>
  jobKey({ kind: 'rates', scenario: loadScenario('small', set), nearRtLoops, warmUpLoops: 1 });

test('equal computations share a key, others do not', () => {
  assert.match(key([]), /^[0-9a-f]{20}$/);
  assert.equal(key([]), key(['seed=1']));
  assert.equal(new Set([key([]), key(['seed=2']), key([], 4), key(['network.nt=2'])]).size, 4);
});

test("a change of somebody's own app is another computation", (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'chorus-key-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'mine.ts');
  const keys = ['// one', '// another'].map((text) => {
    writeFileSync(file, text);
    return key([`odu.precoder=${file}`]);
  });
  assert.notEqual(keys[0], keys[1]);
});
