import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { test } from 'node:test';
import { disturbedShare, watchCores } from './stalls.ts';

test('a slot is disturbed when a core is away for more than half of it', () => {
  const share = (...cores: [from: number, to: number][][]) =>
    disturbedShare(
      cores.map((stalls) => stalls.map(([from, to]) => ({ from, to }))),
      2,
      20,
    );
  assert.equal(share([]), 0);
  assert.equal(share([[0.5, 1.5]]), 0);
  assert.equal(share([[0.5, 1.51]]), 0.1);
  assert.equal(share([[3.5, 9]]), 0.2, 'slots 2 and 3; of 1 and 4 too little');
  assert.equal(
    share([
      [0.1, 0.7],
      [1.1, 1.6],
    ]),
    0.1,
    'short ones add up',
  );
  assert.equal(share([[0, 0.7]], [[0.8, 1.5]]), 0, 'but not those of different cores');
  assert.equal(share([[0, 2]], [[0, 2]]), 0.1, 'a slot counts once');
});

test('every core is watched on one clock', async () => {
  const before = performance.timeOrigin + performance.now();
  const cores = await watchCores(30);
  const after = performance.timeOrigin + performance.now();
  assert.equal(cores.length, availableParallelism());
  for (const { from, to } of cores.flat()) {
    assert.ok(to - from > 0.05);
    assert.ok(from >= before && to <= after);
  }
});
