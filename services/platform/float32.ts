import { Arena, memoryOf } from '@chorus/phy/wasm/arena.ts';
import type { Kernels } from '@chorus/phy/wasm/module.ts';
import { narrowModule } from '@chorus/phy/wasm/narrow.ts';
import { widenModule } from '@chorus/phy/wasm/widen.ts';
import { oncePer } from '@chorus/phy/once-per.ts';
import { checkFinite } from './tensors.ts';

/** Gathers matrices of an array as float32 for a wire. */
export class Narrowing {
  private readonly plan: Int32Array;
  private readonly floats: Float32Array;
  private readonly kernels: Kernels;

  /**
   * @param source memory of the array
   * @param size float64 numbers of a matrix, even
   * @param places of the matrices in the array [float64 numbers], in the order in which they are to stand
   */
  constructor(source: WebAssembly.Memory, size: number, places: readonly number[]) {
    const arena = new Arena(4 * places.length * (1 + size) + 32);
    this.plan = arena.int32(places.length);
    this.plan.set(places.map((place) => 8 * place));
    this.floats = arena.float32(places.length * size);
    this.kernels = narrowModule(size).over([arena.memory, source]);
  }

  /** @returns the matrices times `factor`; written again by the next call */
  of(array: Float64Array, factor = 1): Float32Array {
    const { plan, floats } = this;
    this.kernels.narrow(plan.byteOffset, plan.length, array.byteOffset, floats.byteOffset, factor);
    return floats;
  }
}

/** Takes float32 numbers from a wire into float64 arrays. */
export class Widening {
  /** Numbers of the newest payload, up to whole registers: those beyond it are zero, which is finite. */
  readonly floats: Float32Array;
  private readonly count: number;
  private readonly kernels: Kernels;

  /**
   * @param target memory of the arrays
   * @param count float32 numbers that a payload begins with
   */
  constructor(target: WebAssembly.Memory, count: number) {
    const arena = new Arena(4 * count + 16);
    this.floats = arena.float32(4 * Math.ceil(count / 4));
    this.count = count;
    this.kernels = widenModule().over([arena.memory, target]);
  }

  /** @throws ChorusError CHORUS_PAYLOAD_NOT_FINITE */
  take(payload: Uint8Array, what: string): void {
    const { floats, count } = this;
    floats.set(new Float32Array(payload.buffer as ArrayBuffer, payload.byteOffset, count));
    if (this.kernels.finite(floats.byteOffset, floats.byteOffset + floats.byteLength) === 0)
      checkFinite(floats.subarray(0, count), what);
  }

  /** Fills an array, which begins with number `from`. */
  fill(array: Float64Array, from: number): void {
    const at = this.floats.byteOffset + 4 * from;
    this.kernels.widen(at, at + 4 * array.length, array.byteOffset);
  }
}

/** `make` for the memory of an array in an {@link Arena}, once for each memory. */
export function oncePerMemory<Made>(
  make: (memory: WebAssembly.Memory) => Made,
): (array: Float64Array) => Made {
  const of = oncePer(make);
  return (array) => of(memoryOf(array) as WebAssembly.Memory);
}
