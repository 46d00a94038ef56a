// In lockstep a scenario and its seed fix the KPI records, whatever the timing and the replicas.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from './chorus.ts';

const impaired = [
  'impairments.e2_delay_slots=3',
  'impairments.e2_loss=0.2',
  'impairments.d2_delay_slots=2',
  'impairments.d2_loss=0.2',
];

test('two testbeds at once give equal KPI hashes; another seed gives another', async (t) => {
  const runs = await Promise.all([run(t, 'small', 5), run(t, 'small', 5)]);
  const [first, second] = runs.map(({ summary }) => summary.kpiHash);
  assert.equal(first, second);
  const other = await run(t, 'small', 5, ['seed=2']);
  assert.notEqual(other.summary.kpiHash, first);
});

test('one xApp replica and three give equal KPI hashes and cost E2 the same payload', async (t) => {
  const one = await run(t, 'small', 5);
  const three = await run(t, 'small', 5, ['xapp.replicas=3']);
  // The scenario's digest is no part of the records, so the number of replicas shows nowhere.
  assert.equal(three.summary.kpiHash, one.summary.kpiHash);
  assert.equal(three.summary.e2.complexNumbersPerNearRtLoop, one.summary.e2.complexNumbersPerNearRtLoop);
  assert.equal(three.summary.processes.filter(({ role }) => role === 'xapp').length, 3);
});

test('delays and losses repeat, and change the rates', async (t) => {
  const clean = await run(t, 'small', 6);
  const first = await run(t, 'small', 6, impaired);
  const second = await run(t, 'small', 6, [...impaired, 'xapp.replicas=2']);
  assert.equal(second.summary.kpiHash, first.summary.kpiHash);
  assert.notEqual(first.summary.kpiHash, clean.summary.kpiHash);
});
