import type { Socket } from 'node:net';
import type { Topology } from '@chorus/phy';
import { FrameBuffer, FrameFlag, FrameType, smallFrame } from '@chorus/platform/frames.ts';
import { Downlink, Measured, Uplink, type Observe, type SlotTimes } from '@chorus/platform/ofh.ts';
import type { ScheduledImpairments } from './impairment-schedule.ts';
import type { RuSimMetrics } from './metrics.ts';

/** One O-DU as ru-sim sees it; it outlives the connections that the O-DU makes. */
export class OduLink {
  readonly odu: number;
  readonly name: string;
  readonly uplink: Uplink;
  readonly downlink: Downlink;
  readonly times: SlotTimes = { dAppMs: 0, e2WaitMs: 0, d2WaitMs: 0, totalMs: 0 };
  /** Newest slot that the O-DU has answered; -1 before the first. */
  answered = -1;
  /** When the last connection was lost (performance.now()), or null while there is one. */
  lostAt: number | null = null;
  private socket: Socket | null = null;
  private readonly measuredBytes: number;
  private readonly sent: { bytes: { value: number }; frames: { value: number } };
  /** The Downlink that was sent last, and the one that may be written. */
  private last: FrameBuffer;
  private next: FrameBuffer;
  private lastSlot = -1;
  private measured: FrameBuffer | null = null;
  /** The last two: the newer one may be yet to begin. */
  private impairments: readonly Buffer[] = [];

  /** @param users that are held here */
  constructor(
    { topology, metrics }: { topology: Topology; metrics: RuSimMetrics },
    { odu, observe, users }: { odu: number; observe: Observe; users: readonly number[] },
  ) {
    this.odu = odu;
    this.name = `o-du-${odu}`;
    this.uplink = new Uplink(topology, odu);
    this.downlink = new Downlink(topology, odu, users);
    this.measuredBytes = new Measured(topology, odu, observe, users).bytes;
    this.last = new FrameBuffer(this.downlink.bytes);
    this.next = new FrameBuffer(this.downlink.bytes);
    const labels = { direction: 'down', odu: String(odu) };
    this.sent = { bytes: metrics.bytes.cell(labels), frames: metrics.frames.cell(labels) };
  }

  get connected(): boolean {
    return this.socket !== null;
  }

  /** Whether everything written has left this process. */
  get drained(): boolean {
    return this.socket === null || this.socket.writableLength === 0;
  }

  /** The Downlink of the slot to come: never the one that may still be in flight. */
  get nextDownlink(): FrameBuffer {
    return this.next;
  }

  /** A new connection takes the place of the old one and gets what the O-DU has not answered yet. */
  attach(socket: Socket): void {
    this.socket?.destroy();
    this.socket = socket;
    this.lostAt = null;
    for (const frame of this.impairments) this.write(frame);
    if (this.measured !== null) this.write(this.measured.bytes);
    if (this.lastSlot > this.answered) this.write(this.last.bytes);
  }

  /** @returns whether it was this connection: another may have taken its place */
  detach(socket: Socket): boolean {
    if (this.socket !== socket) return false;
    this.socket = null;
    this.lostAt = performance.now();
    return true;
  }

  /** Sends the next Downlink; without a connection it waits for one. */
  sendDownlink(slot: number, nearRtLoop: number, last: boolean): void {
    const flags = (last ? FrameFlag.last : 0) | (slot === 0 ? FrameFlag.start : 0);
    const frame = this.next;
    this.next = this.last;
    this.last = frame;
    this.lastSlot = slot;
    this.write(frame.stamp(FrameType.downlink, flags, slot, nearRtLoop));
  }

  /** @param fill writes the payload */
  sendMeasured(slot: number, nearRtLoop: number, fill: (frame: FrameBuffer) => void): void {
    // One in flight is not written over.
    if (this.measured === null || !this.drained) this.measured = new FrameBuffer(this.measuredBytes);
    fill(this.measured);
    this.write(this.measured.stamp(FrameType.measured, 0, slot, nearRtLoop));
  }

  /** Before the last Downlink ahead of their first slot. */
  sendImpairments({ set, slot, nearRtLoop }: ScheduledImpairments): void {
    const frame = smallFrame(FrameType.impairments, set, slot, nearRtLoop);
    this.impairments = [...this.impairments.slice(-1), frame];
    this.write(frame);
  }

  sendStop(slot: number, nearRtLoop: number): void {
    this.write(smallFrame(FrameType.stop, undefined, slot, nearRtLoop));
  }

  close(): void {
    this.socket?.destroySoon();
    this.socket = null;
  }

  private write(bytes: Buffer): void {
    if (this.socket === null) return;
    this.sent.bytes.value += bytes.length;
    this.sent.frames.value++;
    this.socket.write(bytes);
  }
}
