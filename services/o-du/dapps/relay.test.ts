import assert from 'node:assert/strict';
import { test } from 'node:test';
import { precoderCompliance } from '@chorus/contracts/compliance/precoder-suite.ts';
import { copyCell, drawState, networks } from '@chorus/contracts/compliance/state.ts';
import { createMultiplier } from './newton.ts';
import { createPrecoder } from './relay.ts';

precoderCompliance('relay', createPrecoder);

test('relay transmits what lies in the cell, and asks for precoders only', () => {
  const relay = createPrecoder();
  assert.deepEqual([relay.reach, relay.control], ['none', 'precoders']);
  const [cell] = drawState(networks['an ordinary network'], 52).cells;
  const before = copyCell(cell);
  relay.precode(cell, createMultiplier());
  assert.deepEqual(cell, before);
});
