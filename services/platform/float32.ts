import { Arena, memoryOf } from '@chorus/phy/wasm/arena.ts';
import type { Kernels } from '@chorus/phy/wasm/module.ts';
import { narrowModule } from '@chorus/phy/wasm/narrow.ts';

/** Gathers matrices of an array in an {@link Arena} as float32 for a wire. */
export class Narrowing {
  private readonly size: number;
  private readonly places: readonly number[];
  private made: { source: WebAssembly.Memory; plan: Int32Array; floats: Float32Array; run: Kernels } | null =
    null;

  /**
   * @param size float64 numbers of a matrix, even
   * @param places of the matrices in the array [float64 numbers], in the order in which they are to stand
   */
  constructor(size: number, places: readonly number[]) {
    this.size = size;
    this.places = places;
  }

  /** @returns the matrices times `factor`; written again by the next call */
  of(array: Float64Array, factor = 1): Float32Array {
    const { plan, floats, run } = this.madeFor(memoryOf(array) as WebAssembly.Memory);
    run.narrow(plan.byteOffset, plan.length, array.byteOffset, floats.byteOffset, factor);
    return floats;
  }

  private madeFor(source: WebAssembly.Memory): NonNullable<Narrowing['made']> {
    if (this.made?.source === source) return this.made;
    const { size, places } = this;
    const arena = new Arena(4 * places.length * (1 + size) + 32);
    const plan = arena.int32(places.length);
    plan.set(places.map((place) => 8 * place));
    const floats = arena.float32(places.length * size);
    this.made = { source, plan, floats, run: narrowModule(size).over([arena.memory, source]) };
    return this.made;
  }
}
