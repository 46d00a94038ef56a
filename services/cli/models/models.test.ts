import assert from 'node:assert/strict';
import { test } from 'node:test';
import { modelFile, parseModelName } from './model-argument.ts';
import { modelsTable, modelTable } from './models-table.ts';
import { parseUsers, policyOf } from './users.ts';

const model = {
  name: 'actor-i6',
  version: 2,
  kind: 'actor',
  spec: { observe: 'neighbours', nr: 2, reach: { weight: 2 } },
  sizes: [21, 64, 8],
  weights: 1928,
  metrics: { ratio: 1.312345, worst: 3.9, imitation: 0.01, steps: 60000 },
  seed: 3,
  checksum: 'abcdef0123456789',
  command: 'chorus train small',
  config: { gamma: 0.9 },
} as const;

test('users are numbers and ranges', () => {
  assert.deepEqual(parseUsers('7-9,1, 2,8'), [1, 2, 7, 8, 9]);
  for (const bad of ['', '1,', '3-1', 'a', '1-2-3', '-1', '1.5'])
    assert.throws(() => parseUsers(bad), { code: 'CHORUS_USAGE' }, bad);
});

test('each group of users has a policy of its own, whose name fits into a path', () => {
  assert.equal(policyOf('actor', undefined), 'actor-all');
  assert.equal(policyOf('actor', [1, 2]), 'actor-1.2');
  const many = Array.from({ length: 1000 }, (_, k) => k);
  const names = [many, many.slice(1), many.slice(2)].map((users) => policyOf('actor', users));
  assert.equal(new Set(names).size, 3);
  for (const name of names) assert.ok(name.length < 60);
});

test('a model is named with or without a version', () => {
  assert.deepEqual(parseModelName('actor-i6'), { name: 'actor-i6' });
  assert.deepEqual(parseModelName('actor-i6@12'), { name: 'actor-i6', version: 12 });
  for (const bad of ['', 'Actor', 'a@', 'a@0', 'a@x', 'a b'])
    assert.throws(() => parseModelName(bad), { code: 'CHORUS_USAGE' }, bad);
});

test('a path is a file, a bare name is not', () => {
  assert.equal(modelFile('actor-i6'), null);
  assert.match(modelFile(import.meta.filename) ?? '', /a path is a file/);
  assert.throws(() => modelFile('./none.json'), { code: 'CHORUS_MODEL_NOT_FOUND' });
});

test('the tables have version, spec, metrics, seed and checksum', () => {
  const list = modelsTable([model]);
  assert.match(list, /^model .*kind .*metrics .*seed .*checksum\n/);
  assert.match(
    list,
    /actor-i6@2 +actor +observe neighbours, nr 2 +1,928 +ratio 1\.312, .*\.\.\. +3 +abcdef012345/,
  );
  assert.match(modelsTable([]), /empty/);
  const all = modelTable(model);
  for (const part of ['21-64-8', 'steps 60000', 'chorus train small', '"gamma":0.9', model.checksum])
    assert.ok(all.includes(part), part);
});
