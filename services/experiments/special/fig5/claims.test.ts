import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claimsOf } from './claims.ts';

/** Claims of trainings that end at these multiples of every baseline. */
const claimsAt = (...last: number[]) => {
  const references = ['c-rzf', 'd-rzf', 'drl-wmmse'].map((name) => ({ name, label: name, sumRate: 100 }));
  return claimsOf([{ id: 'a', title: 'one', last: last.map((ratio) => 100 * ratio), references }]);
};
const holding = (...last: number[]) => claimsAt(...last).map(({ holds }) => holds);

test('fig5: a gain that the paper has a figure for must lie above the figure beyond doubt', () => {
  assert.deepEqual(holding(1.39, 1.4, 1.41), [true, true, true]);
  assert.deepEqual(holding(1.29, 1.3, 1.31), [true, true, false]);
  assert.deepEqual(holding(1.1, 1.11, 1.12), [true, false, false]);
  assert.deepEqual(holding(0.7, 0.71, 0.72), [false, false, false]);
});

test('fig5: few trainings are the reason only where the interval reaches what is asked', () => {
  const whys = (...last: number[]) => claimsAt(...last).map(({ why }) => why ?? '');
  for (const why of whys(0.5, 1, 1.5)) assert.match(why, /so few seeds/);
  for (const why of whys(0.7, 0.71, 0.72)) assert.match(why, /lies below/);
});

test('fig5: one training shows nothing', () => {
  assert.deepEqual(holding(2), [false, false, false]);
  for (const { why } of claimsAt(2)) assert.match(why ?? '', /single seed/);
});
