import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testContext } from '@chorus/platform/testing/process-context.ts';
import { DAppLoader } from './dapp-loader.ts';

test('a tuning that failed is tried again', async () => {
  const { scenario, topology } = testContext('t', { rzf: { lambda: 'auto' } });
  let tries = 0;
  // The thread's task cannot be copied.
  Object.defineProperty(scenario, 'broken', {
    enumerable: true,
    get: () => assert.fail(`try ${++tries}`),
  });
  const loader = new DAppLoader({ scenario, topology }, { odu: 0 });
  const names = { scheme: 'd-rzf', precoder: 'd-rzf', multiplier: 'newton' };
  await assert.rejects(loader.precoder(names), /try 1/);
  await assert.rejects(loader.precoder(names), /try 2/);
});
