import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertEqualsOracle } from '@chorus/contracts/compliance/precoder-oracle.ts';
import { precoderCompliance } from '@chorus/contracts/compliance/precoder-suite.ts';
import { createPrecoder } from './wide.ts';

precoderCompliance('wide', createPrecoder);

test('wide is (23) over the coupled users, with what D2 brings for them', () => {
  const { reach, control } = assertEqualsOracle(createPrecoder, { reach: 'coupled', coordinated: true });
  assert.deepEqual([reach, control], ['coupled', 'filters']);
});
