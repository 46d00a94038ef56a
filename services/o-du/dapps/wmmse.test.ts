import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertEqualsOracle } from '@chorus/contracts/compliance/precoder-oracle.ts';
import { precoderCompliance } from '@chorus/contracts/compliance/precoder-suite.ts';
import { createPrecoder } from './wmmse.ts';

precoderCompliance('wmmse', createPrecoder);

test('wmmse is (43) and needs nothing over D2', () => {
  const { reach, control } = assertEqualsOracle(createPrecoder, { reach: 'served', coordinated: false });
  assert.deepEqual([reach, control], ['none', 'filters']);
});
