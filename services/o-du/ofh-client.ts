import { connect, type Socket } from 'node:net';
import type { Logger } from 'pino';
import { parseEndpoint } from '@chorus/platform/endpoint.ts';
import { ChorusError } from '@chorus/platform/errors.ts';
import {
  FrameReader,
  FrameType,
  smallFrame,
  type FrameFault,
  type FrameHeader,
} from '@chorus/platform/frames.ts';
import { withPatience } from '@chorus/platform/retry.ts';
import { shardName } from '@chorus/platform/shards.ts';

/** Bytes read from the socket at once; one buffer for all reads. */
const READ_BYTES = 1 << 18;

export interface OfhClientInit {
  odu: number;
  digest: string;
  /** Which shard of ru-sim, and of how many. */
  shard: number;
  shards: number;
  /** Of the shard, host:port or unix:PATH. */
  address: string;
  patienceS: number;
  /** Longest payload to expect [bytes]. */
  maxPayload: number;
}

export interface OfhClientEvents {
  onFrame(header: FrameHeader, payload: Buffer): void;
  onFault(fault: FrameFault, detail: string): void;
  /** The frames that one read of the socket brought have been handed on. */
  onRead(): void;
  /** The connection is gone for good. */
  onFail(error: unknown): void;
  onBytes(direction: 'up' | 'down', count: number): void;
}

/** The O-DU's end of O-FH: says Hello, and comes back when the connection breaks in mid-run. */
export class OfhClient {
  private readonly events: OfhClientEvents;
  private readonly log: Logger;
  private readonly init: OfhClientInit;
  private readonly stopping = new AbortController();
  private socket: Socket | null = null;
  private over = false;

  constructor(components: { events: OfhClientEvents; log: Logger }, init: OfhClientInit) {
    this.events = components.events;
    this.log = components.log;
    this.init = init;
  }

  /** Whether everything written has left this process. */
  get drained(): boolean {
    return this.socket === null || this.socket.writableLength === 0;
  }

  /** @throws ChorusError CHORUS_PEER_TIMEOUT, CHORUS_SCENARIO_MISMATCH */
  async start(signal: AbortSignal): Promise<void> {
    const { address, shard, patienceS: seconds } = this.init;
    await withPatience({ peer: shardName(shard), address, seconds, signal }, () => this.greet());
  }

  /** The run is over: a connection that ends now is not missed. */
  finish(): void {
    this.over = true;
  }

  stop(): void {
    this.stopping.abort();
    this.socket?.destroySoon();
    this.socket = null;
  }

  /** Sends a frame; without a connection it is dropped, and asked for again after Hello. */
  send(bytes: Buffer): void {
    if (this.socket === null) return;
    this.events.onBytes('up', bytes.length);
    this.socket.write(bytes);
  }

  private greet(): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let welcome = false;
    const onFrame = (header: FrameHeader, payload: Buffer) => {
      if (welcome) return this.events.onFrame(header, payload);
      try {
        this.checkAnswer(header, payload);
      } catch (error) {
        reject(error);
        socket.destroy();
        return;
      }
      welcome = true;
      this.socket = socket;
      resolve();
    };
    const reader = new FrameReader(this.init.maxPayload, onFrame, (fault, detail) => {
      this.events.onFault(fault, detail);
      // Out of step with the stream: only a new connection helps.
      if (fault === 'oversize') socket.destroy();
    });
    const buffer = Buffer.allocUnsafeSlow(READ_BYTES);
    const socket = connect({
      ...parseEndpoint(this.init.address),
      noDelay: true,
      onread: {
        buffer,
        callback: (count) => {
          this.events.onBytes('down', count);
          reader.push(count === buffer.length ? buffer : buffer.subarray(0, count));
          this.events.onRead();
          return true;
        },
      },
    });
    socket.on('connect', () => {
      const { odu, digest, shard, shards } = this.init;
      socket.write(smallFrame(FrameType.hello, { odu, digest, shard, shards }));
    });
    socket.on('error', reject);
    socket.on('close', () => {
      reject(new Error('the connection was closed'));
      if (welcome) this.lost(socket);
      welcome = false;
    });
    return promise;
  }

  /** @throws ChorusError CHORUS_SCENARIO_MISMATCH, CHORUS_FRAME_INVALID */
  private checkAnswer({ type }: FrameHeader, payload: Buffer): void {
    if (type !== FrameType.helloAnswer)
      throw new ChorusError('CHORUS_FRAME_INVALID', { reason: `type ${type} in answer to Hello` });
    const answer = JSON.parse(payload.toString('utf8')) as { ok?: boolean; reason?: string; digest?: string };
    if (answer.ok === true) return;
    const { digest: ours, shard } = this.init;
    if (answer.digest !== undefined && answer.digest !== ours)
      throw new ChorusError('CHORUS_SCENARIO_MISMATCH', {
        peer: shardName(shard),
        theirs: answer.digest,
        ours,
      });
    throw new ChorusError('CHORUS_FRAME_INVALID', {
      reason: `Hello refused: ${answer.reason ?? 'no reason'}`,
    });
  }

  private lost(socket: Socket): void {
    if (this.socket === socket) this.socket = null;
    if (this.over || this.stopping.signal.aborted) return;
    this.log.warn('O-FH lost; connecting again');
    this.start(this.stopping.signal).catch((error: unknown) => {
      if (!this.stopping.signal.aborted) this.events.onFail(error);
    });
  }
}
