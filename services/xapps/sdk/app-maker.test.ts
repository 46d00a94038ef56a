import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testContext } from '@chorus/platform/testing/process-context.ts';
import { AppMaker } from './app-maker.ts';

test('a tuning that failed is tried again', async () => {
  const { scenario, topology } = testContext('t', { rzf: { lambda: 'auto' } });
  const none = () => undefined;
  // The thread's task cannot be copied.
  const broken = { ...scenario, rzf: { ...scenario.rzf }, broken: none };
  const components = { scenario: broken, topology, withModels: none, onAppError: none, onUnreadable: none };
  const maker = new AppMaker(components, { users: [0] });
  await assert.rejects(maker.load('c-rzf', 'c-rzf'), /could not be cloned/);
  broken.rzf.lambda = 0.5;
  assert.equal((await maker.load('c-rzf', 'c-rzf')).name, 'c-rzf');
});
