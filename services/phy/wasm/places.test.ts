// Where loads and stores of the assembler go.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assembled } from '../testing/assembled.ts';
import { f64, f64x2, i32, Type } from './assembler.ts';

const memory = (initial = 1) => new WebAssembly.Memory({ initial });
const at = (offset: number, number = 0) => ({ memory: number, address: i32.const(0), offset });

describe('a place in memory', () => {
  test('has any offset below 2^32, on both sides of each length', () => {
    const large = memory(2 ** 15 + 1);
    const view = new DataView(large.buffer);
    const edges = [7, 14, 16, 21, 28, 31].flatMap((bits) => [2 ** bits - 1, 2 ** bits]);
    for (const [n, offset] of [0, 1, ...edges, 2 ** 31 + 2 ** 16 - 16].entries()) {
      view.setFloat64(offset, n + 0.5, true);
      assert.equal(assembled(Type.f64, () => f64.load(at(offset)), [large])(), n + 0.5, `offset ${offset}`);
      assembled(null, () => f64.store(at(offset), f64.const(-n)), [large])();
      assert.equal(view.getFloat64(offset, true), -n, `offset ${offset}`);
    }
    const last = assembled(Type.i32, () => i32.load(at(2 ** 32 - 1)), [large]);
    assert.throws(last, { name: 'RuntimeError' });
  });

  test('has an address of 32 bits without sign, and the offset on top', () => {
    const large = memory(2 ** 15 + 1);
    new DataView(large.buffer).setInt32(2 ** 31 + 12, 77, true);
    const run = assembled(
      Type.i32,
      (f) => i32.load({ memory: 0, address: f.parameter(Type.i32).get, offset: 8 }),
      [large],
    );
    assert.equal(run(2 ** 31 + 4), 77);
    assert.equal(run(-(2 ** 31) + 4), 77);
    assert.throws(() => run(-1), { name: 'RuntimeError' });
  });

  test('is in the memory of its number', () => {
    const memories = Array.from({ length: 130 }, () => memory());
    for (const number of [0, 1, 2, 127, 128, 129]) {
      assembled(null, () => i32.store(at(4, number), i32.const(number + 1)), memories)();
      const read = memories.map(({ buffer }) => new Int32Array(buffer)[1]);
      assert.equal(read[number], number + 1);
      assert.equal(assembled(Type.i32, () => i32.load(at(4, number)), memories)(), number + 1);
    }
    const written = memories.flatMap(({ buffer }, n) => (new Int32Array(buffer)[1] === 0 ? [] : [n]));
    assert.deepEqual(written, [0, 1, 2, 127, 128, 129]);
  });

  test('takes and gives 4, 8 or 16 bytes and no more, aligned or not', () => {
    const own = memory();
    const bytes = new Uint8Array(own.buffer, 0, 48);
    const stores = [
      [4, i32.store(at(13), i32.const(0))],
      [8, f64.store(at(13), f64.const(0))],
      [8, f64x2.storeNarrow(at(13), f64x2.const(0, 0))],
      [16, f64x2.store(at(13), f64x2.const(0, 0))],
    ] as const;
    for (const [size, store] of stores) {
      bytes.fill(0xff);
      assembled(null, () => store, [own])();
      assert.deepEqual(
        [...bytes.keys()].filter((n) => bytes[n] === 0),
        Array.from({ length: size }, (_, n) => 13 + n),
      );
    }
  });
});
