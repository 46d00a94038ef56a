import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stageOutcomes } from './settling.ts';
import { demandAt, startsOf } from './stages.ts';

const stages = [
  { rMin: 0, rtLoops: 2 },
  { rMin: 10, rtLoops: 30 },
  { rMin: 20, rtLoops: 25 },
];
const slots = Array.from({ length: 57 }, (_, t) => t);

test('a rate has settled after the last RT loop that it is away from what is demanded', () => {
  // Near 10 at once, away in the stage's fifth RT loop, and then for good; never near 20.
  const rates = slots.map((t) => (t < 2 ? 7 : t === 6 ? 12 : t < 32 ? 10.4 : 15));
  const mu = slots.map((t) => t / 10);
  const [, second, third] = stageOutcomes({ kind: 'minimum-rate', slots, rates, mu }, stages);
  assert.equal(second.settledAfter, 5);
  assert.ok(Math.abs(second.rate - 10.4) < 1e-12);
  assert.equal(second.mu, 3.1);
  assert.equal(third.settledAfter, null);
  assert.equal(third.rate, 15);
});

test('the last RT loops of a stage make its rate', () => {
  const rates = slots.map((t) => (t >= 37 ? 20 : 0));
  const [, , third] = stageOutcomes({ kind: 'minimum-rate', slots, rates, mu: rates }, stages);
  // RT loops 37 to 56 are the last 20 of the stage that begins at 32.
  assert.equal(third.rate, 20);
  assert.equal(third.settledAfter, 5);
});

test('of means over near-RT loops, those that end within the stage count', () => {
  const trace = {
    kind: 'minimum-rate' as const,
    slots: [9, 19, 29, 39, 49],
    rates: [1, 10, 10, 19, 19.5],
    mu: [0, 0, 1, 2, 3],
  };
  const [, second, third] = stageOutcomes(trace, [
    { rMin: 0, rtLoops: 10 },
    { rMin: 10, rtLoops: 20 },
    { rMin: 20, rtLoops: 20 },
  ]);
  assert.deepEqual(second, { rate: 10, mu: 1, settledAfter: 9 });
  assert.deepEqual(third, { rate: 19.25, mu: 3, settledAfter: 9 });
});

test('demands by RT loop', () => {
  assert.deepEqual(startsOf(stages), [0, 2, 32]);
  assert.deepEqual(demandAt([0, 1, 2, 31, 32, 56], stages), [0, 0, 10, 10, 20, 20]);
});
