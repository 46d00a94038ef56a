import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { readCurve, writeCurve, type CurveRecord } from '../curve.ts';
import { temporaryFolder } from '../testing/tiny.ts';
import { ticks } from '@chorus/plot/axis.ts';
import { meanCurve, plotCurves } from './curves.ts';

const record = (iteration: number, sumRate: number | null): CurveRecord => {
  const measured = { reward: 1, criticLoss: null, actorLoss: null, entropy: null, temperature: null };
  const loops = { wallSeconds: iteration, nearRtLoops: 100 * iteration, updates: iteration };
  return { iteration, ...loops, ...measured, sumRate, ratio: null };
};

describe('ticks', () => {
  for (const [low, high, expected] of [
    [0, 1000, [0, 200, 400, 600, 800, 1000]],
    [88.2, 91.7, [88, 89, 90, 91, 92]],
    [0.1, 0.3, [0.1, 0.15, 0.2, 0.25, 0.3]],
    [-3, 7, [-4, -2, 0, 2, 4, 6, 8]],
  ] as const)
    test(`of ${low} to ${high} are round and cover it`, () => assert.deepEqual(ticks(low, high), expected));

  test('a single value gets an axis around it', () => {
    const axis = ticks(50, 50);
    assert(axis.length >= 2 && axis[0] <= 50 && (axis.at(-1) as number) >= 50, String(axis));
  });
});

test('several curves: mean and standard deviation where all have an evaluation', () => {
  const curves = [
    [record(0, 1), record(1, null), record(2, 4), record(3, 9)],
    [record(0, 3), record(1, 7), record(2, 6)],
  ];
  assert.deepEqual(meanCurve(curves), [
    { x: 0, mean: 2, spread: Math.SQRT2 },
    { x: 200, mean: 5, spread: Math.SQRT2 },
  ]);
});

test('curves that share no evaluation are refused', () => {
  assert.throws(() => meanCurve([[record(0, 1)], [record(1, 1)]]), { code: 'CHORUS_CURVE_INVALID' });
});

test('the plot has the curve in its frame, both axes with units, references and the band', () => {
  const curves = [
    [record(0, 80), record(10, 100)],
    [record(0, 90), record(10, 100)],
  ];
  const svg = plotCurves(curves, { title: 'a < b', lines: [{ label: 'D-RZF', value: 60 }] });
  assert.match(svg, /<title>a &lt; b<\/title>/);
  assert.match(svg, /near-RT loops of training/);
  assert.match(svg, /held-out sum rate \[bit\/s\/Hz\]/);
  assert.match(svg, />D-RZF</);
  assert.match(svg, /<polygon /);
  const points = /<polyline[^>]* points="([^"]*)"/.exec(svg)?.[1].split(' ') ?? [];
  // From 0 to 1000 loops and 60 to 100 bit/s/Hz: the frame's right upper corner is 1000 loops, 100 bit/s/Hz.
  assert.deepEqual(points, ['64,154', '624,40']);
  assert.doesNotMatch(plotCurves(curves.slice(0, 1), { title: 'one' }), /<polygon /);
});

test('a curve is read as it was written', (t) => {
  const file = join(temporaryFolder(t), 'curve.jsonl');
  const records = [record(0, 1), record(1, null)];
  writeCurve(file, records);
  assert.deepEqual(readCurve(file), records);
});

test('what is no curve is refused with its line', (t) => {
  const file = join(temporaryFolder(t), 'curve.jsonl');
  writeFileSync(file, `${JSON.stringify(record(0, 1))}\n{"slot":1}\n`);
  assert.throws(() => readCurve(file), { code: 'CHORUS_CURVE_INVALID', message: /line 2 is no record/ });
  assert.throws(() => readCurve(`${file}.no`), { code: 'CHORUS_CURVE_INVALID', message: /no such file/ });
});
