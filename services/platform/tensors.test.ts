import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeTensor, encodeTensor, packHermitian, unpackHermitian } from './tensors.ts';

const values = Float64Array.of(1, -2.5, 0.1, 3e-20, -1e20);

describe('tensors', () => {
  for (const offset of [0, 1, 2, 3, 4]) {
    it(`survive the wire at offset ${offset}, rounded to float32`, () => {
      const room = Buffer.alloc(64, 0xee);
      encodeTensor(values, room, offset);
      const read = new Float64Array(values.length);
      decodeTensor(room.subarray(offset, offset + 20), read, 'x');
      assert.deepEqual(read, values.map(Math.fround));
      assert.equal(room[offset + 20], 0xee);
    });
  }

  it('are little-endian float32', () => {
    assert.equal(encodeTensor(Float64Array.of(1, -2)).toString('hex'), '0000803f000000c0');
  });

  it('do not fit beyond the end of a buffer', () => {
    assert.throws(() => encodeTensor(values, Buffer.alloc(20), 1), RangeError);
  });

  it('of a wrong length are refused by name', () => {
    const out = Float64Array.of(7, 7);
    assert.throws(() => decodeTensor(Buffer.alloc(9), out, 'u'), {
      code: 'CHORUS_PAYLOAD_LENGTH',
      message: 'u has 9 bytes; expected 8',
    });
  });

  for (const bad of [NaN, Infinity, -Infinity]) {
    it(`that hold ${bad} are refused, and the target keeps its values`, () => {
      const out = Float64Array.of(7, 7, 7);
      const bytes = encodeTensor(Float64Array.of(1, 2, bad));
      assert.throws(() => decodeTensor(bytes, out, 'v'), {
        code: 'CHORUS_PAYLOAD_NOT_FINITE',
        message: /v .* index 2/,
      });
      assert.deepEqual(out, Float64Array.of(7, 7, 7));
    });
  }
});

describe('Hermitian packing', () => {
  it('keeps the lower triangle by rows', () => {
    const M = Float64Array.of(9, 9, 1, 0, 2, -3, 2, 3, 4, 0);
    const packed = new Float64Array(5).fill(8);
    packHermitian(M, 2, packed, 1, 2);
    assert.deepEqual(packed, Float64Array.of(8, 1, 2, 3, 4));
  });

  it('is undone by unpacking, at any place', () => {
    const packed = Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9);
    const M = new Float64Array(20);
    unpackHermitian(packed, 0, 3, M, 2);
    const again = new Float64Array(9);
    packHermitian(M, 3, again, 0, 2);
    assert.deepEqual(again, packed);
    // M[0, 2] is the conjugate of M[2, 0].
    assert.deepEqual([M[2 + 4], M[2 + 5]], [M[2 + 12], -M[2 + 13]]);
  });
});
