import assert from 'node:assert/strict';
import { test } from 'node:test';
import { count, duration, fixed, milliseconds, none, scaled, timeOfDay } from './format.ts';

test('counts and decimals; what is not a number is a dash', () => {
  assert.equal(count(61440), '61,440');
  assert.equal(fixed(4.005, 1), '4.0');
  assert.equal(fixed(-0.001, 2), '0.00', 'no minus before nought');
  assert.equal(fixed(-163.931, 2), '-163.93');
  for (const text of [count(NaN), fixed(Infinity, 1), scaled(NaN, 'B'), milliseconds(NaN)])
    assert.equal(text, none);
});

test('SI prefixes leave three digits', () => {
  const cases: [number, string][] = [
    [0, '0 B/s'],
    [12, '12 B/s'],
    [1.234, '1.23 B/s'],
    [999.4, '999 B/s'],
    [999.6, '1.00 kB/s'],
    [12345, '12.3 kB/s'],
    [99960, '100 kB/s'],
    [4.5e6, '4.50 MB/s'],
    [-2.5e9, '-2.50 GB/s'],
  ];
  for (const [value, text] of cases) assert.equal(scaled(value, 'B/s'), text);
});

test('times', () => {
  assert.equal(milliseconds(0.25), '250 µs');
  assert.equal(milliseconds(1.004), '1.00 ms');
  assert.equal(milliseconds(123.4), '123 ms');
  assert.equal(timeOfDay(Date.UTC(2026, 0, 2, 14, 3, 7)), '14:03:07');
  assert.equal(duration(7.34), '7.3 s');
  assert.equal(duration(125), '2 min 05 s');
  assert.equal(duration(3725), '1 h 02 min');
});
