import assert from 'node:assert/strict';
import { test } from 'node:test';
import { niceCeiling, scaleColor } from './color-scale.ts';
import { oduMark } from './odu-marks.ts';

/** Relative luminance of `rgb(r g b)`, WCAG 2. */
function luminance(color: string): number {
  const linear = (color.match(/\d+/g) ?? []).map((text) => {
    const value = Number(text) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
}

test('a higher rate is always lighter: the scale reads in grey', () => {
  let before = -1;
  for (let value = 0; value <= 10; value += 0.25) {
    const now = luminance(scaleColor(value, 10));
    assert.ok(now > before, `at ${value}`);
    before = now;
  }
});

test('values beyond the ends, and a scale without extent, have a colour', () => {
  assert.equal(scaleColor(99, 10), scaleColor(10, 10));
  assert.equal(scaleColor(-1, 10), scaleColor(0, 10));
  assert.equal(scaleColor(NaN, 0), scaleColor(0, 10));
});

test('the top of a scale is 1, 2, 2.5 or 5 times a power of ten', () => {
  const cases: [number, number][] = [
    [0, 1],
    [NaN, 1],
    [0.3, 0.5],
    [5, 5],
    [13.2, 20],
    [20.3, 25],
    [200, 200],
    [510, 1000],
  ];
  for (const [value, top] of cases) assert.ok(Math.abs(niceCeiling(value) / top - 1) < 1e-12, `${value}`);
});

test('no two of 56 O-DUs look alike, and no two in a row share shape or colour', () => {
  const seen = new Set(Array.from({ length: 56 }, (_, odu) => Object.values(oduMark(odu)).join()));
  assert.equal(seen.size, 56);
  for (let odu = 1; odu < 56; odu++) {
    assert.notEqual(oduMark(odu).shape, oduMark(odu - 1).shape);
    assert.notEqual(oduMark(odu).color, oduMark(odu - 1).color);
  }
});
