import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Arena, memoryOf } from './arena.ts';

test('arrays have their lengths, start at zero and at multiples of 16 bytes, and share nothing', () => {
  const arena = new Arena(16 * 8);
  const arrays = [
    arena.int32(1),
    arena.float64(3),
    arena.int32(5),
    arena.float64(0),
    arena.int32(4),
    arena.float64(1),
  ];
  assert.deepEqual(
    arrays.map(({ length }) => length),
    [1, 3, 5, 0, 4, 1],
  );
  for (const [n, array] of arrays.entries()) {
    assert.equal(array.byteOffset % 16, 0, `array ${n}`);
    assert.ok(array.every((value) => value === 0));
    array.fill(n + 1);
  }
  for (const [n, array] of arrays.entries())
    assert.ok(
      array.every((value) => value === n + 1),
      `array ${n}`,
    );
});

test('holds what it was made for and not an array more', () => {
  for (const bytes of [16, 48, 65536, 65552]) {
    const arena = new Arena(bytes);
    for (let taken = 0; taken < bytes; taken += 16) arena.int32(1);
    assert.throws(() => arena.int32(1), {
      name: 'RangeError',
      message: `an arena of ${bytes} bytes has no ${bytes + 16}`,
    });
  }
});

test('an arena of nothing has a memory and arrays of nothing', () => {
  const arena = new Arena(0);
  assert.equal(arena.float64(0).length, 0);
  assert.equal(memoryOf(arena.int32(0)), arena.memory);
  assert.throws(() => arena.float64(1), RangeError);
});

test('refuses more than the 4 GiB that a kernel can address', () => {
  for (const bytes of [2 ** 32 + 1, 2 ** 40, NaN, -1])
    assert.throws(() => new Arena(bytes), {
      name: 'RangeError',
      message: new RegExp(`arena of ${bytes} bytes`),
    });
});

test('the memory of an array is found from it and from a part of it, and of no other', () => {
  const [one, other] = [new Arena(64), new Arena(64)];
  const array = one.float64(4);
  assert.equal(memoryOf(array), one.memory);
  assert.equal(memoryOf(array.subarray(1, 2)), one.memory);
  assert.equal(memoryOf(new DataView(array.buffer, 8)), one.memory);
  assert.equal(memoryOf(other.int32(2)), other.memory);
  assert.notEqual(one.memory, other.memory);
  assert.equal(memoryOf(array.slice()), undefined);
  assert.equal(memoryOf(new Float64Array(4)), undefined);
});
