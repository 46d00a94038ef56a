import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Row } from './evaluate.ts';
import { markdown } from './markdown.ts';
import { actors, bestClosedForm, rzf, VIEWS, type Scheme } from './schemes.ts';

const row = (
  scheme: Scheme,
  sumRates: number[] | null,
  condition = '',
  constant: string | null = null,
): Row => ({
  condition,
  scheme,
  constant,
  rates:
    sumRates?.map((sumRate) => ({ kind: 'rates', sumRate, worstUser: 1, fifthPercentile: 2, users: [] })) ??
    null,
});
const central = rzf('c-rzf');
const closed = bestClosedForm(VIEWS.i6, 'served');
const [actor] = actors(VIEWS.i6, 'served');
const cellsOf = (table: string, line: number) => {
  const text = table.split('\n')[line + 2];
  return text
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
};

describe('the table of rows', () => {
  test('pairs ratios by topology', () => {
    // Ratios to C-RZF 1.1, 1.2, 1.3: mean 1.2, s 0.1, t(2) 4.303.
    const table = markdown([
      row(central, [100, 200, 300]),
      row(closed, [110, 240, 390], '', '56 dB'),
      row(actor, [220, 480, 780]),
    ]);
    assert.deepEqual(cellsOf(table, 0), ['C-RZF (39)-(40)', '200.0', '1', '', '', '1.00', '2.00']);
    assert.deepEqual(cellsOf(table, 1), [
      'closed form, I = 6, best constant: 56 dB',
      '246.7',
      '1.200 ± 0.248',
      '',
      '1',
      '1.00',
      '2.00',
    ]);
    assert.deepEqual(cellsOf(table, 2).slice(1, 5), ['493.3', '2.400 ± 0.497', '', '2.000 ± 0.000']);
  });

  test('says what is not trained yet, and no interval of a single topology', () => {
    const table = markdown([row(central, [100]), row(closed, [150]), row(actor, null)]);
    assert.equal(cellsOf(table, 1)[2], '1.500');
    assert.deepEqual(cellsOf(table, 2), ['actor `actor-i6`, I = 6', 'not trained yet', '', '', '', '', '']);
  });

  test('holds a row only against rivals under its own condition', () => {
    const table = markdown([
      row(central, [100], 'slow'),
      row(closed, [150], 'slow'),
      row(central, [50], 'fast'),
      row(closed, [150], 'fast'),
    ]);
    assert.deepEqual(cellsOf(table, 1).slice(0, 4), ['slow', closed.label, '150.0', '1.500']);
    assert.deepEqual(cellsOf(table, 3).slice(0, 4), ['fast', closed.label, '150.0', '3.000']);
  });
});
