import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { test } from 'node:test';
import { loadScenario } from '@chorus/platform/scenario.ts';
import { builtInSchemes } from '../schemes/built-in.ts';
import { loadings, weights } from '../schemes/constants.ts';
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

test('what comes with Chorus has the same jobs and keys wherever the repository and the working directory lie', (t) => {
  const sets = [...builtInSchemes, ...loadings, ...weights].map(({ set }) => [...set]);
  const scenarios = sets.map((set) => loadScenario('paper', set));
  for (const { xapp, odu } of scenarios)
    for (const name of [xapp.name, xapp.model, odu.precoder, odu.multiplier, odu.model])
      assert.ok(name === null || !isAbsolute(name), `${name}`);
  const here = sets.map((set) => key(set));
  const from = process.cwd();
  t.after(() => process.chdir(from));
  process.chdir(tmpdir());
  assert.deepEqual(
    sets.map((set) => key(set)),
    here,
  );
});
