const PAGE = 65536;
/** Addresses have 32 bits. */
const LARGEST = 2 ** 32;
const memories = new WeakMap<ArrayBufferLike, WebAssembly.Memory>();

/**
 * The memory of one owner's kernels: its arrays are made once, one after the other, and kernels work on
 * them in place.
 */
export class Arena {
  readonly memory: WebAssembly.Memory;
  private readonly bytes: number;
  private used = 0;

  /** @param bytes what all arrays take together, at most 4 GiB; each is rounded up to 16 bytes */
  constructor(bytes: number) {
    if (!(bytes >= 0 && bytes <= LARGEST))
      throw new RangeError(`an arena of ${bytes} bytes: from 0 to ${LARGEST} are allowed`);
    this.bytes = bytes;
    this.memory = new WebAssembly.Memory({ initial: Math.ceil(Math.max(1, bytes) / PAGE) });
    memories.set(this.memory.buffer, this.memory);
  }

  float64(length: number): Float64Array {
    return new Float64Array(this.memory.buffer, this.take(8 * length), length);
  }

  float32(length: number): Float32Array {
    return new Float32Array(this.memory.buffer, this.take(4 * length), length);
  }

  int32(length: number): Int32Array {
    return new Int32Array(this.memory.buffer, this.take(4 * length), length);
  }

  /** Registers are loaded from multiples of their 16 bytes. */
  private take(bytes: number): number {
    const at = this.used;
    this.used += 16 * Math.ceil(bytes / 16);
    if (this.used > this.bytes) throw new RangeError(`an arena of ${this.bytes} bytes has no ${this.used}`);
    return at;
  }
}

/** The memory that an arena's array lies in; undefined for any other array. */
export function memoryOf(array: ArrayBufferView): WebAssembly.Memory | undefined {
  return memories.get(array.buffer);
}
