import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Measurement, Random, type Topology } from '@chorus/phy';
import {
  FrameBuffer,
  FrameFlag,
  FrameReader,
  FrameType,
  smallFrame,
  type FrameHeader,
} from '@chorus/platform/frames.ts';
import { Downlink, Measured, Uplink, type Observe, type SlotTimes } from '@chorus/platform/ofh.ts';
import { lastSlot, loopOfSlot } from '@chorus/platform/slots.ts';

export interface Frame extends FrameHeader {
  payload: Buffer;
}

/** ru-sim in tests: greets one O-DU and sends what the test says. */
export class FakeRuSim {
  address = '';
  /** Hellos so far. */
  hellos: { odu: number; digest: string }[] = [];
  readonly downlink: Downlink;
  readonly uplink: Uplink;
  /** H by local O-RU as sent last, before rounding. */
  readonly csi: readonly Float64Array[];
  private readonly topology: Topology;
  private readonly odu: number;
  private readonly rtLoops: number;
  private readonly random = new Random(3, 'fake-ru-sim');
  private readonly server: Server;
  private socket: Socket | null = null;
  private readonly frames: Frame[] = [];
  private wake: (() => void) | null = null;

  constructor(topology: Topology, odu: number, rtLoops: number) {
    this.topology = topology;
    this.odu = odu;
    this.rtLoops = rtLoops;
    this.downlink = new Downlink(topology, odu);
    this.uplink = new Uplink(topology, odu);
    const { Nr, Nt, coupled, radiosOfOdu } = topology;
    this.csi = radiosOfOdu[odu].map((l) => new Float64Array(2 * coupled[l].length * Nr * Nt));
    this.server = createServer((socket) => this.accept(socket));
  }

  async start(): Promise<void> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    this.address = `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.socket?.destroy();
    this.server.close();
  }

  /** Breaks the connection. */
  drop(): void {
    this.socket?.destroy();
  }

  /** A Downlink with fresh channels. @param spoil changes the payload */
  makeDownlink(slot: number, spoil: (floats: Float32Array) => void = () => undefined): Buffer {
    const frame = new FrameBuffer(this.downlink.bytes);
    this.downlink.writeMu(frame, new Float64Array(this.topology.K).fill(1));
    let at = this.downlink.csiOffset / 4;
    for (const H of this.csi) {
      for (let i = 0; i < H.length; i++) H[i] = 1e4 * this.random.normal();
      frame.floats.set(H, at);
      at += H.length;
    }
    spoil(frame.floats);
    const loop = loopOfSlot(slot, this.rtLoops);
    const last = slot === lastSlot(loop, this.rtLoops) ? FrameFlag.last : 0;
    return frame.stamp(FrameType.downlink, last | (slot === 0 ? FrameFlag.start : 0), slot, loop);
  }

  /** Sends a Measured for the loop whose numbers are 1, 2, 3, ... */
  sendMeasured(nearRtLoop: number, observe: Observe = 'neighbours'): void {
    const frame = new FrameBuffer(new Measured(this.topology, this.odu, observe).bytes);
    for (let i = 0; i < frame.floats.length; i++) frame.floats[i] = i + 1;
    this.send(frame.stamp(FrameType.measured, 0, lastSlot(nearRtLoop, this.rtLoops), nearRtLoop));
  }

  send(bytes: Buffer): void {
    (this.socket as Socket).write(bytes);
  }

  /** Sends a slot and waits for its answer. */
  async slot(slot: number): Promise<Frame> {
    this.send(this.makeDownlink(slot));
    return this.next(FrameType.uplink);
  }

  /** Resolves with the first frame of the type that has not been taken yet. */
  async next(type: number): Promise<Frame> {
    for (;;) {
      const at = this.frames.findIndex((frame) => frame.type === type);
      if (at >= 0) return this.frames.splice(at, 1)[0];
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  /** Whether an answer lies here that no test has taken. */
  get answered(): boolean {
    return this.frames.some(({ type }) => type === FrameType.uplink);
  }

  /** V by O-RU (all of them) of an Uplink. */
  precodersOf({ payload }: Frame): readonly Float64Array[] {
    const { V } = new Measurement(this.topology);
    const times: SlotTimes = { dAppMs: 0, e2WaitMs: 0, d2WaitMs: 0, totalMs: 0 };
    // A copy that is aligned for float32.
    const xi = new Float64Array(this.topology.L);
    this.uplink.read(Buffer.from(Uint8Array.from(payload).buffer), V, xi, times);
    return V;
  }

  private accept(socket: Socket): void {
    this.socket = socket;
    const reader = new FrameReader(
      1 << 20,
      (header, payload) => {
        if (header.type === FrameType.hello) {
          this.hellos.push(JSON.parse(payload.toString('utf8')) as (typeof this.hellos)[0]);
          socket.write(smallFrame(FrameType.helloAnswer, { ok: true }));
        } else {
          this.frames.push({ ...header, payload: Buffer.from(payload) });
        }
        this.wake?.();
      },
      (fault, detail) => {
        throw new Error(`the O-DU sent a bad frame: ${fault}: ${detail}`);
      },
    );
    socket.on('data', (chunk) => reader.push(chunk));
    socket.on('error', () => undefined);
  }
}
