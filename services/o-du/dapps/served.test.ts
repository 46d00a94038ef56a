import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertEqualsOracle } from '@chorus/contracts/compliance/precoder-oracle.ts';
import { precoderCompliance } from '@chorus/contracts/compliance/precoder-suite.ts';
import { createPrecoder } from './served.ts';

precoderCompliance('served', createPrecoder);

test('served is (30), with what D2 brings for K_l', () => {
  const { reach, control } = assertEqualsOracle(createPrecoder, { reach: 'served', coordinated: true });
  assert.deepEqual([reach, control], ['served', 'filters']);
});
