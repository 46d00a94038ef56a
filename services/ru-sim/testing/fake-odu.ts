import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { LocalRzf, OduCell, type Topology } from '@chorus/phy';
import { parseEndpoint } from '@chorus/platform/endpoint.ts';
import {
  FrameBuffer,
  FrameReader,
  FrameType,
  smallFrame,
  type FrameHeader,
} from '@chorus/platform/frames.ts';
import { Downlink, longestDown, Uplink } from '@chorus/platform/ofh.ts';

const NO_TIMES = { dAppMs: 0, e2WaitMs: 0, d2WaitMs: 0, totalMs: 0 };

/** An O-DU in tests: decodes Downlinks and answers with D-RZF, unless the test says otherwise. */
export class FakeOdu {
  readonly cell: OduCell;
  readonly frames: (FrameHeader & { payload: Buffer })[] = [];
  /** Called for every Downlink; answers by default. */
  onDownlink: (header: FrameHeader) => void = (header) => this.answer(header);
  /** Changes V before it is sent. */
  twist: (cell: OduCell) => void = () => undefined;
  private readonly downlink: Downlink;
  private readonly uplink: Uplink;
  private readonly rzf: LocalRzf;
  private readonly maxPayload: number;
  private socket: Socket | null = null;
  private readonly waiting: { type: number; resolve: (frame: FrameHeader & { payload: Buffer }) => void }[] =
    [];

  constructor(topology: Topology, odu: number) {
    this.cell = new OduCell(topology, odu);
    this.downlink = new Downlink(topology, odu);
    this.uplink = new Uplink(topology, odu);
    this.rzf = new LocalRzf(topology, odu, 1e5);
    this.maxPayload = longestDown(topology, odu, 'neighbours');
  }

  /** Connects and says Hello. @returns HelloAnswer */
  async join(address: string, digest: string, odu = this.cell.odu): Promise<{ ok: boolean; reason: string }> {
    const socket = connect(parseEndpoint(address));
    this.socket = socket;
    const reader = new FrameReader(
      this.maxPayload,
      (header, payload) => this.take({ ...header, payload: Buffer.from(payload) }),
      (fault, detail) => assertNever(`${fault}: ${detail}`),
    );
    socket.on('data', (chunk) => reader.push(chunk));
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    const answer = this.next(FrameType.helloAnswer);
    this.send(smallFrame(FrameType.hello, { odu, digest }));
    return JSON.parse((await answer).payload.toString('utf8')) as { ok: boolean; reason: string };
  }

  async leave(): Promise<void> {
    const { socket } = this;
    if (socket === null || socket.closed) return;
    const closed = once(socket, 'close');
    socket.destroy();
    await closed;
  }

  send(bytes: Buffer): void {
    this.socket?.write(bytes);
  }

  /** Sends V of the cell as the answer to a slot. */
  answer({ slot, nearRtLoop }: FrameHeader): void {
    this.rzf.precode(this.cell);
    this.twist(this.cell);
    const frame = new FrameBuffer(this.uplink.bytes);
    this.uplink.write(frame, this.cell, NO_TIMES);
    this.send(frame.stamp(FrameType.uplink, 0, slot, nearRtLoop));
  }

  /** The next frame of a type. */
  next(type: number): Promise<FrameHeader & { payload: Buffer }> {
    const { promise, resolve } = Promise.withResolvers<FrameHeader & { payload: Buffer }>();
    this.waiting.push({ type, resolve });
    return promise;
  }

  private take(frame: FrameHeader & { payload: Buffer }): void {
    this.frames.push(frame);
    if (frame.type === FrameType.downlink) this.downlink.read(Uint8Array.from(frame.payload), this.cell);
    const waiter = this.waiting.findIndex(({ type }) => type === frame.type);
    if (waiter >= 0) this.waiting.splice(waiter, 1)[0].resolve(frame);
    if (frame.type === FrameType.downlink) this.onDownlink(frame);
  }
}

function assertNever(detail: string): never {
  throw new Error(`ru-sim sent a bad frame: ${detail}`);
}
