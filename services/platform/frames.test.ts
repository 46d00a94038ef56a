import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FrameBuffer, FrameReader, FrameType, HEADER_BYTES, smallFrame } from './frames.ts';

interface Seen {
  type: number;
  flags: number;
  slot: number;
  nearRtLoop: number;
  payload: string;
}

function reader(maxPayload = 64) {
  const frames: Seen[] = [];
  const faults: string[] = [];
  const offsets: number[] = [];
  const made = new FrameReader(
    maxPayload,
    (header, payload) => {
      frames.push({ ...header, payload: payload.toString('utf8') });
      offsets.push(payload.byteOffset);
    },
    (fault) => faults.push(fault),
  );
  return { made, frames, faults, offsets };
}

function textFrame(text: string, slot: number): Buffer {
  const frame = new FrameBuffer(text.length);
  frame.bytes.write(text, HEADER_BYTES);
  return frame.stamp(FrameType.downlink, 0x102, slot, -1);
}

describe('FrameReader', () => {
  const stream = Buffer.concat([textFrame('first', 7), smallFrame(FrameType.stop), textFrame('second', 8)]);
  const expected = [
    { type: 3, flags: 0x102, slot: 7, nearRtLoop: -1, payload: 'first' },
    { type: 7, flags: 0, slot: 0, nearRtLoop: -1, payload: '' },
    { type: 3, flags: 0x102, slot: 8, nearRtLoop: -1, payload: 'second' },
  ];

  for (const size of [1, 2, 15, 16, 17, 22, stream.length]) {
    it(`puts frames together from pieces of ${size} bytes`, () => {
      const { made, frames, faults } = reader();
      for (let at = 0; at < stream.length; at += size) made.push(stream.subarray(at, at + size));
      assert.deepEqual(frames, expected);
      assert.deepEqual(faults, []);
    });
  }

  it('gives payloads at offsets that float64 arrays can be laid over', () => {
    const { made, offsets } = reader();
    made.push(stream);
    assert.deepEqual(
      offsets.map((offset) => offset % 8),
      [0, 0, 0],
    );
  });

  it('skips a frame of another version and reads the next', () => {
    const { made, frames, faults } = reader();
    const other = textFrame('other', 1);
    other[0] = 2;
    for (const byte of Buffer.concat([other, textFrame('mine', 2)])) made.push(Buffer.of(byte));
    assert.deepEqual(faults, ['version']);
    assert.deepEqual(
      frames.map(({ payload }) => payload),
      ['mine'],
    );
  });

  it('skips a frame of an unknown type', () => {
    const { made, frames, faults } = reader();
    const unknown = textFrame('unknown', 1);
    unknown[1] = 9;
    made.push(Buffer.concat([unknown, textFrame('mine', 2)]));
    assert.deepEqual(faults, ['type']);
    assert.equal(frames.length, 1);
  });

  it('stops at a length above the longest payload', () => {
    const { made, frames, faults } = reader(4);
    made.push(Buffer.concat([textFrame('12345', 1), textFrame('1234', 2)]));
    made.push(textFrame('1234', 3));
    assert.deepEqual(faults, ['oversize']);
    assert.deepEqual(frames, []);
  });
});

describe('FrameBuffer', () => {
  it('keeps the layout of docs/interfaces.md', () => {
    const bytes = new FrameBuffer(4).stamp(FrameType.uplink, 1, 0x01020304, -2);
    assert.equal(bytes.toString('hex'), '01040100040000000403020' + '1feffffff00000000');
  });
});
