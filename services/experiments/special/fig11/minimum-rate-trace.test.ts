import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTwin } from '@chorus/platform/scenario-twin.ts';
import { loadScenario } from '@chorus/platform/scenario.ts';
import { minimumRateTrace } from './minimum-rate-trace.ts';

const scenario = loadScenario('small');
const user = 3;
const task = { kind: 'minimum-rate', scenario, user, warmUpLoops: 2 } as const;

test('a user whose demand never changes has the rates of a plain run', async () => {
  const { rMin } = { rMin: scenario.qos.r_min };
  const trace = await minimumRateTrace({
    ...task,
    stages: [
      { rMin, rtLoops: 5 },
      { rMin, rtLoops: 8 },
    ],
  });
  const twin = await createTwin(scenario);
  const rates: number[] = [];
  twin.onSlot = () => rates.push(twin.measured.rates[user]);
  for (let n = 0; n < 4; n++) twin.loop();
  assert.deepEqual(trace.rates, rates.slice(20, 33));
  assert.deepEqual(trace.slots, [...rates.slice(20, 33).keys()]);
});

test('(29) follows a demand from the first RT loop of its stage on', async () => {
  const { mu, rates } = await minimumRateTrace({
    ...task,
    stages: [
      { rMin: 0, rtLoops: 5 },
      { rMin: 50, rtLoops: 10 },
    ],
  });
  for (const t of mu.keys()) {
    const before = t === 0 ? null : mu[t - 1];
    if (before === null) continue;
    const demanded = t < 5 ? 0 : 50;
    const expected = Math.max(0, before + scenario.qos.mu_step * (demanded - rates[t]));
    assert.ok(Math.abs(mu[t] - expected) < 1e-12, `RT loop ${t}: ${mu[t]}, by (29) ${expected}`);
  }
  assert.ok(mu[14] > mu[4] + 1);
});
