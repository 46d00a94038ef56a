import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSeeds, seedsText } from './seeds.ts';

test('seeds are read from spans and lists, each once, and written as such', () => {
  assert.deepEqual(parseSeeds('--seeds', '1-3,8, 2'), [1, 2, 3, 8]);
  assert.equal(seedsText([1, 2, 3, 8]), '1-3,8');
  assert.equal(seedsText([5]), '5');
});

for (const text of ['', '1-', '3-1', 'a', '1,,2', '-1', '1-999999'])
  test(`--seeds ${JSON.stringify(text)} is refused with what is allowed`, () => {
    assert.throws(() => parseSeeds('--seeds', text), {
      code: 'CHORUS_USAGE',
      message: /^--seeds is .*allowed: seeds/,
    });
  });
