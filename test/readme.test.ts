import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { scenarioReference } from '@chorus/platform/scenario-reference.ts';

const root = resolve(import.meta.dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

test('the scenario reference in the README is that of the schema', () => {
  // Prettier aligns the columns of the README's table; that is no difference.
  const squeeze = (text: string) => text.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---');
  assert.ok(squeeze(readme).includes(squeeze(scenarioReference())), 'print it with scenarioReference()');
});

test('every relative link in the README leads to a file', () => {
  const links = [...readme.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path]) => path);
  assert.ok(links.length > 5);
  for (const path of links) assert.ok(existsSync(join(root, path)), path);
});

test('no placeholder is left in the README', () => {
  assert.doesNotMatch(readme, /\b(RESULTS|BENCH|REFERENCE|DELIVERED|REPORTED|TODO)\b/);
});
