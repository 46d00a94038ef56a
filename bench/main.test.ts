import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const main = join(import.meta.dirname, 'main.ts');
const bench = (...args: string[]) => spawnSync(process.execPath, [main, ...args], { encoding: 'utf8' });

test('what one run records the next is compared with', () => {
  const folder = mkdtempSync(join(tmpdir(), 'chorus-bench-'));
  const [last, json] = ['recorded.json', 'figures.json'].map((name) => join(folder, name));
  const first = bench('--only', 'multipliers', '--record', '--last', last);
  assert.equal(first.status, 0, first.stderr);
  assert.match(first.stdout, /nothing recorded/);
  const second = bench('--only', 'multipliers', '--quick', '--last', last, '--json', json);
  assert.equal(second.status, 0, second.stderr);
  assert.match(second.stdout, /^bisection +[\d.]+ +[\d.]+ +[\d.]+ +[\d.]+$/m);
  const { facts, sections } = JSON.parse(readFileSync(json, 'utf8')) as {
    facts: { cores: number };
    sections: { multipliers: { tables: { rows: { name: string; last: number; ratio: number }[] }[] } };
  };
  assert.ok(facts.cores >= 1);
  const { rows } = sections.multipliers.tables[0];
  const recorded = JSON.parse(readFileSync(last, 'utf8')) as {
    multipliers: { values: Record<string, number> };
  };
  assert.deepEqual(
    rows.map(({ name, last: then }) => [name, then]),
    Object.entries(recorded.multipliers.values),
  );
  for (const { ratio } of rows) assert.ok(ratio > 0);
});

test('wrong usage ends with 2 and says what is allowed', () => {
  const { status, stderr } = bench('--only', 'everything');
  assert.equal(status, 2);
  assert.match(stderr, /^CHORUS_USAGE: --only is "everything"; allowed: precoding/);
});
