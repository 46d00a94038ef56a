/**
 * O-FH framing over a byte stream (TCP or a Unix socket): a 16-byte little-endian header with the
 * fields of eCPRI's common header and the clock, then the payload. docs/interfaces.md has the table.
 */
export const FRAME_VERSION = 1;
export const HEADER_BYTES = 16;

export const FrameType = {
  hello: 1,
  helloAnswer: 2,
  downlink: 3,
  uplink: 4,
  measured: 5,
  minimumRate: 6,
  stop: 7,
  impairments: 8,
} as const;
const LAST_TYPE = FrameType.impairments;

export const FrameFlag = {
  /** The last RT loop of its near-RT loop. */
  last: 1,
  /** The slot that starts a run. */
  start: 2,
} as const;

/** The header of a frame, without version and length. */
export interface FrameHeader {
  type: number;
  flags: number;
  slot: number;
  /** -1 for the slot that starts a run. */
  nearRtLoop: number;
}

/** Why a frame was dropped; the label `reason` of `ofh_invalid_frames_total`. */
export type FrameFault = 'version' | 'type' | 'oversize' | 'length' | 'not-finite' | 'content' | 'slot';

/** A frame to send: its memory is made once and written again for every slot. */
export class FrameBuffer {
  /** Header and payload. */
  readonly bytes: Buffer;
  /** The payload's whole float32 numbers. */
  readonly floats: Float32Array;

  constructor(payloadBytes: number) {
    // Its own ArrayBuffer: a slice of Node's pool would not be aligned for float32.
    const memory = new ArrayBuffer(HEADER_BYTES + payloadBytes);
    this.bytes = Buffer.from(memory);
    this.floats = new Float32Array(memory, HEADER_BYTES, Math.floor(payloadBytes / 4));
    this.bytes.writeUInt32LE(payloadBytes, 4);
    this.bytes[0] = FRAME_VERSION;
  }

  /** Writes the header. @returns the bytes to send */
  stamp(type: number, flags: number, slot: number, nearRtLoop: number): Buffer {
    const { bytes } = this;
    bytes[1] = type;
    bytes[2] = flags & 0xff;
    bytes[3] = flags >> 8;
    bytes.writeUInt32LE(slot, 8);
    bytes.writeInt32LE(nearRtLoop, 12);
    return bytes;
  }
}

/** A frame whose payload is UTF-8 JSON (Hello and its answer, Impairments), or empty (Stop). */
export function smallFrame(type: number, content?: object, slot = 0, nearRtLoop = -1): Buffer {
  const text = content === undefined ? '' : JSON.stringify(content);
  const frame = new FrameBuffer(Buffer.byteLength(text));
  frame.bytes.write(text, HEADER_BYTES);
  return frame.stamp(type, 0, slot, nearRtLoop);
}

/**
 * Takes a byte stream apart into frames, whatever pieces it comes in.
 *
 * A frame of another version or an unknown type is skipped by its length and reported. A length above
 * `maxPayload` means that the stream is out of step: it is reported as `oversize`, nothing after it is
 * read, and the owner has to close the connection.
 */
export class FrameReader {
  private readonly header: FrameHeader = { type: 0, flags: 0, slot: 0, nearRtLoop: 0 };
  private readonly memory: Buffer;
  private filled = 0;
  private skip = 0;
  private broken = false;
  private readonly onFrame: (header: FrameHeader, payload: Buffer) => void;
  private readonly onFault: (fault: FrameFault, detail: string) => void;

  /**
   * @param maxPayload longest payload to expect [bytes]
   * @param onFrame header and payload are valid only during the call; the payload starts at a multiple
   *   of 8 bytes of its ArrayBuffer
   */
  constructor(
    maxPayload: number,
    onFrame: (header: FrameHeader, payload: Buffer) => void,
    onFault: (fault: FrameFault, detail: string) => void,
  ) {
    this.memory = Buffer.from(new ArrayBuffer(HEADER_BYTES + maxPayload));
    this.onFrame = onFrame;
    this.onFault = onFault;
  }

  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length && !this.broken) {
      if (this.skip > 0) {
        const count = Math.min(this.skip, chunk.length - at);
        this.skip -= count;
        at += count;
      } else {
        at += this.fill(chunk, at);
      }
    }
  }

  /** Copies what is missing of the header, or of the frame, and hands the frame on when it is whole. */
  private fill(chunk: Uint8Array, at: number): number {
    const { memory } = this;
    const inHeader = this.filled < HEADER_BYTES;
    const wanted = inHeader ? HEADER_BYTES : HEADER_BYTES + memory.readUInt32LE(4);
    const count = Math.min(wanted - this.filled, chunk.length - at);
    memory.set(at === 0 && count === chunk.length ? chunk : chunk.subarray(at, at + count), this.filled);
    this.filled += count;
    if (this.filled < wanted) return count;
    if (inHeader && !this.headerFits()) return count;
    if (this.filled === HEADER_BYTES + memory.readUInt32LE(4)) this.complete();
    return count;
  }

  private headerFits(): boolean {
    const { memory } = this;
    const length = memory.readUInt32LE(4);
    const [version, type] = memory;
    if (length > memory.length - HEADER_BYTES) {
      this.broken = true;
      this.onFault('oversize', `a payload of ${length} bytes; at most ${memory.length - HEADER_BYTES}`);
      return false;
    }
    const known = version === FRAME_VERSION && type >= 1 && type <= LAST_TYPE;
    if (known) return true;
    this.filled = 0;
    this.skip = length;
    if (version !== FRAME_VERSION) this.onFault('version', `version ${version}; expected ${FRAME_VERSION}`);
    else this.onFault('type', `unknown type ${type}`);
    return false;
  }

  private complete(): void {
    const { memory, header } = this;
    header.type = memory[1];
    header.flags = memory.readUInt16LE(2);
    header.slot = memory.readUInt32LE(8);
    header.nearRtLoop = memory.readInt32LE(12);
    const payload = memory.subarray(HEADER_BYTES, this.filled);
    this.filled = 0;
    this.onFrame(header, payload);
  }
}
