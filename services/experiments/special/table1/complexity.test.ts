import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildTopology } from '@chorus/phy';
import { checkScenario } from '@chorus/platform/scenario.ts';
import { COMPLEXITIES } from './complexity.ts';

test('the formulas of Table I, by hand for two O-RUs that serve three users both', () => {
  const { network, radio } = checkScenario({
    network: { radios: 2, users: 3, odus: 1, cluster: 2, observed: 1 },
  });
  const topology = buildTopology({ ...network, ...radio }, 1);
  const operations = Object.fromEntries(
    Object.entries(COMPLEXITIES).map(([name, complexity]) => [name, complexity.operations(topology)]),
  );
  assert.deepEqual(operations, {
    'c-rzf': 9 * 2 * 4 * 4 + 27 * 8,
    proposed: 2 * (9 * 2 * 4 * 4 + 64),
    wide: 2 * (3 * 3 * 2 * 4 * 4 + 64),
    'd-rzf': 2 * (9 * 4 * 4 + 27 * 8),
    'drl-wmmse': 2 * (3 * 2 * 16 + 64),
    'p-rzf': 3 * (3 * 64 * 2 + 512),
  });
});
