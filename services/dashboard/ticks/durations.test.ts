import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Durations } from './durations.ts';

test('durations fall into their bins, the deadline being an edge', () => {
  const durations = new Durations({ deadlineMs: 1 });
  for (const ms of [0, 0.99, 1, 1.1, 1000]) durations.add(ms);
  const { edgesMs, counts, deadlineMs, p50Ms, maxMs } = durations.histogram();
  assert.equal(deadlineMs, 1);
  assert.equal(edgesMs.length, counts.length);
  const below = edgesMs.indexOf(1) - 1;
  assert.deepEqual([counts[0], counts[below], counts[below + 1], counts.at(-1)], [1, 1, 2, 1]);
  assert.deepEqual([edgesMs[0], edgesMs.at(-1)], [0, 16]);
  assert.deepEqual([p50Ms, maxMs], [1, 1000]);
});

test('nothing yet is no division by zero', () => {
  const { counts, p50Ms, p99Ms, maxMs } = new Durations({ deadlineMs: 10 }).histogram();
  assert.deepEqual([counts.every((n) => n === 0), p50Ms, p99Ms, maxMs], [true, 0, 0, 0]);
});

test('only the last 4,096 count', () => {
  const durations = new Durations({ deadlineMs: 1 });
  for (let i = 0; i < 4096; i++) durations.add(100);
  for (let i = 1; i <= 4095; i++) durations.add(i / 4096);
  const { counts, maxMs, p50Ms } = durations.histogram();
  assert.equal(counts.at(-1), 1, 'one of the first is left');
  assert.equal(
    counts.reduce((a, b) => a + b),
    4096,
  );
  assert.equal(maxMs, 100);
  assert.ok(Math.abs(p50Ms - 0.5) < 1e-3);
});
