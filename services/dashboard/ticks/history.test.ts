import assert from 'node:assert/strict';
import { test } from 'node:test';
import { History } from './history.ts';
import { PointRing } from './point-ring.ts';

const point = (n: number) => ({
  unixMs: 1000 * n,
  nearRtLoop: n,
  slot: 10 * n,
  sumRate: n,
  p5: n + 0.1,
  p50: n + 0.2,
  p95: n + 0.3,
});

test('a ring keeps the newest points, oldest first', () => {
  const ring = new PointRing({ capacity: 3 });
  assert.equal(ring.length, 0);
  for (const n of [1, 2, 3, 4, 5]) ring.add(point(n));
  assert.equal(ring.length, 3);
  assert.deepEqual([ring.at(0), ring.at(1), ring.at(2)], [point(3), point(4), point(5)]);
});

test('few ticks come as they are; many become means over equal times at their newest', () => {
  const history = new History();
  assert.deepEqual(history.view(10).ticks, []);
  for (const n of [0, 1, 2, 3]) history.addTick(point(n));
  assert.deepEqual(
    history.view(4).ticks.map(({ nearRtLoop }) => nearRtLoop),
    [0, 1, 2, 3],
  );
  assert.deepEqual(
    history.view(2).ticks.map(({ nearRtLoop, sumRate }) => [nearRtLoop, sumRate]),
    [
      [1, 0.5],
      [3, 2.5],
    ],
  );
  assert.deepEqual(
    history.view(1).ticks.map(({ unixMs, sumRate }) => [unixMs, sumRate]),
    [[3000, 1.5]],
  );
});

test('a break in time is no point', () => {
  const history = new History();
  for (const n of [0, 1, 50, 100]) history.addTick(point(n));
  const { ticks } = history.view(3);
  assert.deepEqual(
    ticks.map(({ nearRtLoop }) => nearRtLoop),
    [1, 50, 100],
  );
});
