import assert from 'node:assert/strict';
import { test } from 'node:test';
import { panelTable } from './panel-table.ts';

const axes = { id: '', title: '', x: { label: 'L', values: [60, 80] }, y: { label: 'rate' } };

test('lines become rows of means with intervals, with gaps', () => {
  const series = [
    { label: 'a', mean: [312.4, 9.876], ci95: [12.3, 0.05] },
    { label: 'b', mean: [null, 45.67] },
  ];
  assert.deepEqual(panelTable({ ...axes, kind: 'lines', series }), [
    ['L', '60', '80'],
    ['a', '312 ± 12', '9.88 ± 0.05'],
    ['b', '', '45.7'],
  ]);
});

test('bars of one series become a row each, a CDF its quantiles', () => {
  const bars = { ...axes, kind: 'bars', x: { label: 'scheme', values: ['x', 'y'] } } as const;
  assert.deepEqual(panelTable({ ...bars, series: [{ label: 'rate', mean: [1, 2] }] }), [
    ['scheme', 'rate'],
    ['x', '1.00'],
    ['y', '2.00'],
  ]);
  const rates = Array.from({ length: 21 }, (_, n) => n);
  assert.deepEqual(panelTable({ ...axes, kind: 'cdf', series: [{ label: 'a', mean: rates }] })[1], [
    'a',
    '0.00',
    '1.00',
    '10.00',
    '19.00',
    '20.00',
  ]);
});

test('of a long series some columns are shown, the first and the last among them', () => {
  const values = Array.from({ length: 200 }, (_, n) => n);
  const [head, row] = panelTable({
    ...axes,
    x: { label: 't', values },
    kind: 'lines',
    series: [{ label: 'a', mean: values }],
  });
  assert.equal(head.length, 12);
  assert.deepEqual([head[1], head[11], row[11]], ['0', '199', '199']);
});
