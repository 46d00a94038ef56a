import assert from 'node:assert/strict';
import { test } from 'node:test';
import { facts, recordedOf, tableOf } from '../testing/tables.ts';
import { render } from './render.ts';

test('a table beside what was recorded, the direction and the loop named', () => {
  const text = render(tableOf({ a: 6, b: 7 }), { facts, calibrationMs: 2 }, recordedOf({ a: 12 }, 4));
  assert.equal(
    text,
    [
      'Times [ms]',
      '   ms  last  to last',
      'a   6    12     1.00',
      'b   7     -        -',
      "last: ms of abc1234, 2026-01-02; to last: now over last, below 1 is faster, with the machine's speed taken out" +
        ' by a fixed scalar loop (2 ms now, 4 ms then)',
    ].join('\n'),
  );
});

test('another machine is named, and above 1 is faster for speeds', () => {
  const run = { facts: { ...facts, cpu: 'B' }, calibrationMs: 2 };
  const text = render({ ...tableOf({ a: 6 }), better: 'higher' }, run, recordedOf({ a: 12 }, 2));
  assert.match(text, /abc1234, 2026-01-02 on A, another machine; to last: now over last, above 1 is faster/);
});

test('without a recorded result the columns are left out', () => {
  const text = render({ ...tableOf({ a: 6 }), notes: ['a note'] }, { facts, calibrationMs: 2 }, null);
  assert.deepEqual(text.split('\n').slice(1), [
    '   ms',
    'a   6',
    'a note',
    'nothing recorded to compare with (--record)',
  ]);
});
