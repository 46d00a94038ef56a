// A user's own xApp or dApp is one file and one line in the scenario.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTwin } from '@chorus/platform/scenario-twin.ts';
import { loadScenario } from '@chorus/platform/scenario.ts';
import { run } from './chorus.ts';

test('the example xApp runs by its path', async (t) => {
  const set = ['xapp.name=examples/own-signal-xapp.ts'];
  const { summary } = await run(t, 'small', 3, set);
  const twin = await createTwin(loadScenario('small', set));
  for (const rate of summary.sumRate.perLoop) assert.ok(Math.abs(rate / twin.loop() - 1) < 1e-5);
  assert.ok(
    summary.processes.some(({ name }) => name.includes('own-signal')),
    'a process of its own',
  );
});

test("the example dApp runs by its path, beside the scheme's xApp", async (t) => {
  const { summary } = await run(t, 'small', 3, ['odu.precoder=examples/maximum-ratio-dapp.ts']);
  const alone = ['odu.precoder=examples/maximum-ratio-dapp.ts', 'scheme.name=d-rzf'];
  const twin = await createTwin(loadScenario('small', alone));
  for (const rate of summary.sumRate.perLoop) assert.ok(Math.abs(rate / twin.loop() - 1) < 1e-5);
});
