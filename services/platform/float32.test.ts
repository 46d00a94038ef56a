import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Arena } from '@chorus/phy/wasm/arena.ts';
import { Narrowing, oncePerMemory, Widening } from './float32.ts';

/** An arena with room for arrays of this many numbers behind another one. */
function arenaFor(length: number): Arena {
  const arena = new Arena(8 * length + 64);
  arena.float64(2).fill(NaN);
  return arena;
}

describe('Narrowing', () => {
  const numbers = Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? 1 : -1) / (n + 3));
  const arena = arenaFor(2 * numbers.length);
  const array = arena.float64(numbers.length);
  array.set(numbers);

  for (const size of [2, 4, 6]) {
    test(`gathers matrices of ${size} numbers in their order and rounds them to float32`, () => {
      const places = [12, 0, 6, 0];
      const expected = places.flatMap((place) => numbers.slice(place, place + size));
      assert.deepEqual(new Narrowing(arena.memory, size, places).of(array), Float32Array.from(expected));
    });
  }

  test('multiplies by a factor before it rounds', () => {
    const factor = 1 - 2 ** -23;
    const expected = Float32Array.from(numbers.slice(0, 6), (number) => number * factor);
    assert.deepEqual(new Narrowing(arena.memory, 2, [0, 2, 4]).of(array, factor), expected);
  });

  test('reads each array where it begins', () => {
    const other = arena.float64(4);
    other.set([1, 2, 3, 4]);
    const narrowing = new Narrowing(arena.memory, 2, [2]);
    assert.deepEqual([...narrowing.of(other)], [3, 4]);
    assert.deepEqual(narrowing.of(array), Float32Array.from(numbers.slice(2, 4)));
  });

  test('gathers nothing where there is nothing', () => {
    assert.equal(new Narrowing(arena.memory, 2, []).of(array).length, 0);
  });
});

describe('Widening', () => {
  const payloadOf = (numbers: readonly number[]) => Buffer.from(Float32Array.from(numbers).buffer);

  // Whole registers and those that begin with 1, 2 or 3 numbers.
  for (const count of [4, 5, 6, 7]) {
    test(`fills arrays with parts of ${count} numbers`, () => {
      const arena = arenaFor(8);
      const [one, two] = [arena.float64(2), arena.float64(2)];
      const numbers = Array.from({ length: count }, (_, n) => n + 0.1);
      const widening = new Widening(arena.memory, count);
      // What comes after the numbers is not theirs.
      widening.take(payloadOf([...numbers, NaN]), 't');
      widening.fill(one, count - 2);
      widening.fill(two, 1);
      assert.deepEqual([...one], numbers.slice(-2).map(Math.fround));
      assert.deepEqual([...two], numbers.slice(1, 3).map(Math.fround));
    });

    test(`refuses ${count} numbers with one that is not finite, wherever it is`, () => {
      const widening = new Widening(arenaFor(8).memory, count);
      for (const bad of [NaN, Infinity, -Infinity]) {
        for (let index = 0; index < count; index++) {
          const numbers = new Array<number>(count).fill(1e38).with(index, bad);
          assert.throws(() => widening.take(payloadOf(numbers), 't'), {
            code: 'CHORUS_PAYLOAD_NOT_FINITE',
            message: new RegExp(`\\b${index}\\b`),
          });
        }
      }
    });
  }
});

test('oncePerMemory makes one for all arrays of a memory', () => {
  const [one, other] = [arenaFor(8), arenaFor(8)];
  const of = oncePerMemory((memory) => ({ memory }));
  const made = [one.float64(2), one.float64(2), other.float64(2)].map(of);
  assert.equal(made[0], made[1]);
  assert.deepEqual(
    made.map(({ memory }) => memory),
    [one.memory, one.memory, other.memory],
  );
});
