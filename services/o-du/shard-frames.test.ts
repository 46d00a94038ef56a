import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { range, regions } from '@chorus/phy';
import { FrameFlag, FrameType, type FrameHeader } from '@chorus/platform/frames.ts';
import { PayloadPart } from '@chorus/platform/ofh-parts.ts';
import { testContext } from '@chorus/platform/testing/process-context.ts';
import { ShardFrames } from './shard-frames.ts';
import { network } from './testing/run.ts';

const RT_LOOPS = 3;
const SHARDS = 2;
const { topology } = testContext('o-du-0', { network });
const held = regions(topology, SHARDS).map(({ users }) => users);

/** What comes out, and what to put in. */
function frames() {
  const out: {
    type: number;
    slot: number;
    nearRtLoop: number;
    flags: number;
    shard: number;
    mu: number[];
  }[] = [];
  const faults: string[] = [];
  const made = new ShardFrames(
    {
      topology,
      events: {
        onFrame: ({ type, slot, nearRtLoop, flags }, payload, shard) => {
          const floats = new Float32Array(payload.buffer, payload.byteOffset, payload.length / 4);
          out.push({ type, slot, nearRtLoop, flags, shard, mu: [...floats.subarray(0, topology.K)] });
        },
        onFault: (_fault, detail) => faults.push(detail),
      },
    },
    { odu: 0, observe: 'neighbours', shards: SHARDS, rtLoops: RT_LOOPS },
  );
  const put = (header: Partial<FrameHeader>, bytes: number, shard: number, value: number) => {
    const payload = Buffer.from(new Float32Array(bytes / 4).fill(value).buffer);
    made.take({ type: 0, flags: 0, slot: 0, nearRtLoop: 0, ...header }, payload, shard);
  };
  const downlink = (shard: number, slot: number, value = slot, short = 0) => {
    const { bytes } = PayloadPart.ofDownlink(topology, 0, held[shard]);
    put({ type: FrameType.downlink, slot }, bytes - short, shard, value);
  };
  const measured = (shard: number, nearRtLoop: number) => {
    const { bytes } = PayloadPart.ofMeasured(topology, 0, 'neighbours', held[shard]);
    put({ type: FrameType.measured, nearRtLoop }, bytes, shard, nearRtLoop);
  };
  return { out, faults, made, downlink, measured };
}

const slots = (out: ReturnType<typeof frames>['out']) => out.map(({ slot }) => slot);

describe('frames of several shards', () => {
  it('begin a slot with the last of its parts, with loop and flags of the slot', () => {
    const { out, downlink } = frames();
    for (const slot of range(5)) {
      downlink(slot % SHARDS, slot);
      assert.equal(out.length, slot);
      downlink((slot + 1) % SHARDS, slot);
    }
    const seen = out.map(({ slot, nearRtLoop, flags }) => [slot, nearRtLoop, flags]);
    assert.deepEqual(seen, [
      [0, -1, FrameFlag.start | FrameFlag.last],
      [1, 0, 0],
      [2, 0, 0],
      [3, 0, FrameFlag.last],
      [4, 1, 0],
    ]);
  });

  it('have each user’s numbers where one ru-sim has them', () => {
    const { out, downlink } = frames();
    downlink(1, 0, 20);
    downlink(0, 0, 10);
    assert.deepEqual(
      out[0].mu,
      range(topology.K).map((k) => (held[0].includes(k) ? 10 : 20)),
    );
  });

  it('hand on what is asked for again, with the shard that asks', () => {
    const { out, downlink } = frames();
    for (const shard of [0, 1]) downlink(shard, 4);
    downlink(1, 4);
    assert.deepEqual(
      out.map(({ slot, shard }) => [slot, shard]),
      [
        [4, 1],
        [4, 1],
      ],
    );
    // Its slot has not begun: the other part is still to come.
    downlink(0, 5);
    downlink(0, 5);
    assert.deepEqual(slots(out), [4, 4]);
    downlink(1, 5);
    assert.deepEqual(slots(out), [4, 4, 5]);
  });

  it('go on with the newest slot that every shard has reached where one has skipped some (realtime)', () => {
    const { out, downlink } = frames();
    for (const shard of [0, 1]) downlink(shard, 1);
    for (const slot of [2, 3, 4]) downlink(0, slot);
    assert.deepEqual(slots(out), [1]);
    downlink(1, 3);
    downlink(1, 6);
    assert.deepEqual(slots(out), [1, 3, 4]);
    assert.deepEqual(
      out.map(({ flags }) => flags),
      [0, FrameFlag.last, 0],
    );
  });

  it('keep the last good numbers in place of a part of a wrong length, which still moves the clock', () => {
    const { out, faults, downlink } = frames();
    for (const shard of [0, 1]) downlink(shard, 1);
    downlink(0, 2);
    downlink(1, 2, 2, 4);
    assert.equal(faults.length, 1);
    assert.match(faults[0], /^a part of \d+ bytes; expected \d+$/);
    assert.deepEqual(
      out[1].mu,
      range(topology.K).map((k) => (held[0].includes(k) ? 2 : 1)),
    );
  });

  it('report a loop once every shard has measured it; other frames pass', () => {
    const { out, made, measured } = frames();
    for (const loop of [-1, 0]) for (const shard of [1, 0]) measured(shard, loop);
    made.take({ type: FrameType.stop, flags: 0, slot: 9, nearRtLoop: 2 }, Buffer.alloc(0), 1);
    assert.deepEqual(
      out.map(({ type, slot, nearRtLoop }) => [type, slot, nearRtLoop]),
      [
        [FrameType.measured, 0, -1],
        [FrameType.measured, 3, 0],
        [FrameType.stop, 9, 2],
      ],
    );
  });
});
