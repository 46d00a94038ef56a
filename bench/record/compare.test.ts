import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { recordedOf, tableOf } from '../testing/tables.ts';
import { compare } from './compare.ts';

describe('a figure beside the last recorded one', () => {
  const rows = [{ name: 'a', cells: [], value: 6 }];

  test('a time is now over last on a machine as fast', () => {
    const [row] = compare({ rows, better: 'lower' }, 2, recordedOf({ a: 12 }, 2));
    assert.deepEqual(row, { name: 'a', value: 6, last: 12, ratio: 0.5 });
  });

  test('twice the time on a machine half as fast is no change', () => {
    const [row] = compare({ rows, better: 'lower' }, 4, recordedOf({ a: 3 }, 2));
    assert.equal(row.ratio, 1);
  });

  test('half the speed on a machine half as fast is no change', () => {
    const [row] = compare({ rows, better: 'higher' }, 4, recordedOf({ a: 12 }, 2));
    assert.equal(row.ratio, 1);
  });

  test('a speed is now over last', () => {
    const [row] = compare({ rows, better: 'higher' }, 2, recordedOf({ a: 3 }, 2));
    assert.equal(row.ratio, 2);
  });

  test('what was not recorded, or not measured now, has no ratio', () => {
    const table = tableOf({ a: 6, b: 7, c: null });
    assert.deepEqual(compare(table, 2, recordedOf({ a: 6, c: 8 }, 2)), [
      { name: 'a', value: 6, last: 6, ratio: 1 },
      { name: 'b', value: 7, last: null, ratio: null },
      { name: 'c', value: null, last: 8, ratio: null },
    ]);
    assert.deepEqual(compare(table, 2, null)[0], { name: 'a', value: 6, last: null, ratio: null });
  });
});
