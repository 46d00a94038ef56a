import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { decodeModel, encodeModel, modelChecksum, type Model } from '@chorus/learning';
import { pino } from 'pino';
import { ModelRegistry } from './registry.ts';

function model(name: string, weight = 1): Model {
  return {
    kind: 'actor',
    name,
    version: 7,
    spec: { observe: 'neighbours' },
    network: { sizes: [1, 1], activation: 'relu' },
    weights: Float32Array.of(weight, 0),
    training: { command: 'train', seed: 3, config: { steps: 9 }, metrics: { ratio: 1.25 } },
  };
}

/** A registry over fresh folders; `reopen` makes another over the same. */
function registry(t: TestContext) {
  const root = mkdtempSync(join(tmpdir(), 'chorus-registry-'));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  const [folder, builtIn] = [join(root, 'kept'), join(root, 'built-in')];
  const warnings: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => warnings.push(line) });
  return { folder, builtIn, warnings, reopen: () => new ModelRegistry({ log }, { folder, builtIn }) };
}
const names = (one: ModelRegistry) => one.list().map(({ name, version }) => `${name}@${version}`);

test('versions count up by name, whatever the file says, and outlive the process', (t) => {
  const { folder, reopen } = registry(t);
  const first = reopen();
  assert.deepEqual(names(first), []);
  first.keep(encodeModel(model('b')));
  first.keep(encodeModel(model('a')));
  const { model: second, isNew } = first.keep(encodeModel(model('a', 2)));
  assert.deepEqual([second.version, isNew], [2, true]);
  assert.deepEqual(names(first), ['a@1', 'a@2', 'b@1']);
  const again = reopen();
  assert.deepEqual(names(again), names(first));
  assert.deepEqual(again.get('a'), { ...model('a', 2), version: 2 });
  assert.deepEqual(again.get('a', 1), { ...model('a'), version: 1 });
  const file = decodeModel(readFileSync(join(folder, 'a', '2.json'), 'utf8'));
  assert.equal(modelChecksum(file), modelChecksum(model('a', 2)));
});

test('the newest version is not kept twice; an older one that comes again is new', (t) => {
  const one = registry(t).reopen();
  const text = encodeModel(model('a'));
  one.keep(text);
  assert.equal(one.keep(text).isNew, false);
  one.keep(encodeModel(model('a', 2)));
  assert.equal(one.keep(text).isNew, true);
  assert.deepEqual(names(one), ['a@1', 'a@2', 'a@3']);
});

test('models that come with Chorus are version 1 of their names', (t) => {
  const { builtIn, reopen } = registry(t);
  mkdirSync(builtIn);
  writeFileSync(join(builtIn, 'shared.json'), encodeModel(model('shared')));
  const one = reopen();
  assert.deepEqual(names(one), ['shared@1']);
  assert.equal(one.keep(encodeModel(model('shared', 2))).model.version, 2);
  assert.deepEqual(names(reopen()), ['shared@1', 'shared@2']);
});

test('a damaged model is refused with the reason and kept nowhere', (t) => {
  const one = registry(t).reopen();
  const text = encodeModel(model('a'));
  for (const [bad, reason] of [
    [text.replace(/"checksum": "./, '"checksum": "x'), /checksum/],
    [text.slice(0, 30), /not JSON/],
    [text.replace('"a"', '"../a"'), /name is/],
    [encodeModel(model('a', NaN)), /not finite/],
    ['', /not JSON/],
  ] as [string, RegExp][])
    assert.throws(() => one.keep(bad), { code: 'CHORUS_MODEL_INVALID', message: reason });
  assert.deepEqual(names(one), []);
});

test('a damaged file in the folder is left out and named in the log', (t) => {
  const { folder, warnings, reopen } = registry(t);
  reopen().keep(encodeModel(model('a')));
  reopen().keep(encodeModel(model('a', 2)));
  writeFileSync(join(folder, 'a', '2.json'), '{');
  writeFileSync(join(folder, 'a', 'notes.json'), '{');
  assert.deepEqual(names(reopen()), ['a@1']);
  assert.equal(warnings.length, 1);
  assert.match(warnings[0], /a\/2\.json/);
});

test('what is not there is refused with what is', (t) => {
  const one = registry(t).reopen();
  assert.throws(() => one.get('a'), { code: 'CHORUS_MODEL_NOT_FOUND', message: /the registry is empty/ });
  one.keep(encodeModel(model('a')));
  assert.throws(() => one.get('b'), { code: 'CHORUS_MODEL_NOT_FOUND', message: /allowed: a$/ });
  assert.throws(() => one.get('a', 2), { code: 'CHORUS_MODEL_NOT_FOUND', message: /allowed: a version 1$/ });
});
