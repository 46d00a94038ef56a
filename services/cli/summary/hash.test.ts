import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonical, kpiHash } from './hash.ts';

const record = (nearRtLoop: number, rate: number, unixMs: number) => {
  return { process: 'ru-sim', nearRtLoop, rate, wall: { unixMs } };
};

test('the clock, the order of records and of keys leave the hash as it is', () => {
  const hash = kpiHash([record(0, 1, 5), record(1, 2, 6)]);
  assert.equal(kpiHash([record(1, 2, 7), record(0, 1, 8)]), hash);
  const { process, nearRtLoop, rate } = record(0, 1, 0);
  assert.equal(kpiHash([{ rate, nearRtLoop, process }, record(1, 2, 0)]), hash);
});

test('the last bit of a rate, a loop more or less change it', () => {
  const hash = kpiHash([record(0, 1, 5), record(1, 2, 6)]);
  assert.notEqual(kpiHash([record(0, 1 + Number.EPSILON, 5), record(1, 2, 6)]), hash);
  assert.notEqual(kpiHash([record(0, 1, 5)]), hash);
});

test('canonical JSON orders keys at every depth and leaves lists', () => {
  assert.equal(canonical({ b: [{ d: 1, c: 2 }, 0], a: null }), '{"a":null,"b":[{"c":2,"d":1},0]}');
});

test('the hash is that of these very bytes', () => {
  // printf '{"nearRtLoop":0,"process":"ru-sim","rate":1}\n' | sha256sum
  assert.equal(
    kpiHash([record(0, 1, 5)]),
    '7945051b74bf58df89ae098d30fe966176dc1a363f17790c8aa5355f23086491',
  );
});
