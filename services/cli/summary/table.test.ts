import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cannedE2 } from '../testing/canned-records.ts';
import { e2Table } from './e2-table.ts';
import { alignedTable, namedValues, number } from './table.ts';

test('the first column stands left, the others right', () => {
  const rows = [
    ['name', 'n'],
    ['o-du-0', '1'],
    ['x', '1,000'],
  ];
  assert.equal(alignedTable(rows), 'name        n\no-du-0      1\nx       1,000');
});

test('names and values', () => {
  assert.equal(
    namedValues([
      ['a', '1'],
      ['long', '2'],
    ]),
    'a     1\nlong  2',
  );
});

test('numbers have separated thousands; what is not there is a dash', () => {
  assert.equal(number(61440), '61,440');
  assert.equal(number(1.005, 1), '1.0');
  assert.equal(number(null), '-');
  assert.equal(number(NaN, 2), '-');
});

test('the E2 table has a row per procedure and direction, and per node', () => {
  const table = e2Table(cannedE2());
  assert.match(table, /^RICIndication +up +11 +12\.0 +13\.0 +14 +15 +16$/m);
  assert.match(table, /^o-du-0 +up +11 /m);
  assert.match(table, /^saved +97\.66 %$/m);
});
