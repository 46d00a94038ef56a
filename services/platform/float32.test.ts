import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Arena } from '@chorus/phy/wasm/arena.ts';
import { Narrowing } from './float32.ts';

/** An array behind another one in an arena of its own. */
function inArena(numbers: readonly number[]): Float64Array {
  const arena = new Arena(8 * numbers.length + 32);
  arena.float64(2).fill(NaN);
  const array = arena.float64(numbers.length);
  array.set(numbers);
  return array;
}
const numbers = Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? 1 : -1) / (n + 3));

for (const size of [2, 4, 6]) {
  test(`matrices of ${size} numbers are gathered in their order and rounded to float32`, () => {
    const places = [12, 0, 6, 0];
    const expected = places.flatMap((place) => numbers.slice(place, place + size));
    assert.deepEqual(new Narrowing(size, places).of(inArena(numbers)), Float32Array.from(expected));
  });
}

test('a factor is multiplied by before the rounding', () => {
  const factor = 1 - 2 ** -23;
  const narrowed = new Narrowing(2, [0, 2, 4]).of(inArena(numbers), factor);
  assert.deepEqual(
    narrowed,
    Float32Array.from(numbers.slice(0, 6), (number) => number * factor),
  );
});

test('arrays of another memory are read there, those of the same one where they begin', () => {
  const narrowing = new Narrowing(2, [2]);
  const arena = new Arena(96);
  const [one, two] = [arena.float64(4), arena.float64(4)];
  one.set([1, 2, 3, 4]);
  two.set([5, 6, 7, 8]);
  const narrowed = [one, two, inArena([9, 10, 11, 12]), one].map((array) => [...narrowing.of(array)]);
  assert.deepEqual(narrowed, [
    [3, 4],
    [7, 8],
    [11, 12],
    [3, 4],
  ]);
});

test('nothing to gather is nothing', () => {
  assert.equal(new Narrowing(2, []).of(inArena([1, 2])).length, 0);
});
