import { regions, type Topology } from '@chorus/phy';
import {
  FrameBuffer,
  FrameFlag,
  FrameType,
  HEADER_BYTES,
  type FrameFault,
  type FrameHeader,
} from '@chorus/platform/frames.ts';
import { Downlink, Measured, type Observe } from '@chorus/platform/ofh.ts';
import { PayloadPart } from '@chorus/platform/ofh-parts.ts';
import { lastSlot, loopOfSlot } from '@chorus/platform/slots.ts';

export interface ShardFramesEvents {
  /** A frame as one ru-sim would send it. @param shard whose frame made it whole, or who asks for an answer again */
  onFrame(header: FrameHeader, payload: Buffer, shard: number): void;
  onFault(fault: FrameFault, detail: string): void;
}

/**
 * Makes the frames of one ru-sim out of those of its shards: a Downlink or a Measured is handed on once every
 * shard has sent its part of it, or of a newer one (realtime).
 */
export class ShardFrames {
  private readonly events: ShardFramesEvents;
  private readonly rtLoops: number;
  private readonly downlink: Assembly;
  private readonly measured: Assembly;
  private readonly header: FrameHeader = { type: 0, flags: 0, slot: 0, nearRtLoop: 0 };

  constructor(
    { topology, events }: { topology: Topology; events: ShardFramesEvents },
    { odu, observe, shards, rtLoops }: { odu: number; observe: Observe; shards: number; rtLoops: number },
  ) {
    this.events = events;
    this.rtLoops = rtLoops;
    const users = regions(topology, shards).map((region) => region.users);
    this.downlink = new Assembly(
      new Downlink(topology, odu).bytes,
      users.map((held) => PayloadPart.ofDownlink(topology, odu, held)),
    );
    this.measured = new Assembly(
      new Measured(topology, odu, observe).bytes,
      users.map((held) => PayloadPart.ofMeasured(topology, odu, observe, held)),
    );
  }

  take(header: FrameHeader, payload: Buffer, shard: number): void {
    const { type, slot, nearRtLoop } = header;
    if (type === FrameType.downlink) this.put(this.downlink, type, slot, payload, shard);
    else if (type === FrameType.measured) this.put(this.measured, type, nearRtLoop, payload, shard);
    else this.events.onFrame(header, payload, shard);
  }

  private put(assembly: Assembly, type: number, number: number, payload: Buffer, shard: number): void {
    const { events, header, rtLoops } = this;
    const place = assembly.parts[shard];
    if (payload.length === place.bytes) place.copyTo(assembly.floats, payload);
    else events.onFault('length', `a part of ${payload.length} bytes; expected ${place.bytes}`);
    const whole = assembly.arrived(shard, number);
    if (whole === null) return;
    const isDownlink = type === FrameType.downlink;
    header.type = type;
    header.nearRtLoop = isDownlink ? loopOfSlot(whole, rtLoops) : whole;
    const last = lastSlot(header.nearRtLoop, rtLoops);
    header.slot = isDownlink ? whole : last;
    header.flags = !isDownlink
      ? 0
      : (header.slot === last ? FrameFlag.last : 0) | (header.slot === 0 ? FrameFlag.start : 0);
    events.onFrame(header, assembly.payload, shard);
  }
}

/** A payload that the shards fill, each its part, again and again; they count what they send. */
class Assembly {
  readonly parts: readonly PayloadPart[];
  readonly floats: Float32Array;
  readonly payload: Buffer;
  /** The number of the newest part, by shard. */
  private readonly newest: number[];
  private whole = -2;

  constructor(bytes: number, parts: readonly PayloadPart[]) {
    const frame = new FrameBuffer(bytes);
    this.parts = parts;
    this.floats = frame.floats;
    this.payload = frame.bytes.subarray(HEADER_BYTES);
    this.newest = parts.map(() => this.whole);
  }

  /** @returns the number of what is whole by this part, or was already and is sent again; else null */
  arrived(shard: number, number: number): number | null {
    const { newest } = this;
    const again = number <= newest[shard];
    if (!again) newest[shard] = number;
    let whole = newest[0];
    for (const one of newest) if (one < whole) whole = one;
    if (again) return number <= whole ? number : null;
    if (whole === this.whole) return null;
    this.whole = whole;
    return whole;
  }
}
