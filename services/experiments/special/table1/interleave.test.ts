import assert from 'node:assert/strict';
import { test } from 'node:test';
import { interleave } from './interleave.ts';

test('every computation takes its turn in every round, and only those after the warm-up count', () => {
  let clock = 0;
  const order: string[] = [];
  // The machine halves its speed in every round; the second takes thrice the first.
  let slowness = 1;
  const work = [
    { name: 'first', run: () => void (order.push('first'), (clock += slowness)) },
    {
      name: 'second',
      run: () => {
        order.push('second');
        clock += 3 * slowness;
        slowness *= 2;
      },
    },
  ];
  const timings = interleave(work, 3, () => clock);
  // One round of warm-up, then 2, 4 and 8 ms.
  assert.deepEqual(order, ['first', 'second', 'first', 'second', 'first', 'second', 'first', 'second']);
  assert.deepEqual(timings, [
    { name: 'first', medianMs: 4, ratio: 1 },
    { name: 'second', medianMs: 12, ratio: 3 },
  ]);
});
