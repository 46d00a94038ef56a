import type { Plan } from './precoder-plan.ts';
import { Arena } from './wasm/arena.ts';

/** Plans of kernels, one after the other in a memory of their own, which is made when all are written. */
export class PlanWords {
  private readonly words: number[] = [];

  /** @param turns words of each turn [bytes] */
  write(turns: readonly (readonly number[])[]): Plan {
    const at = 4 * this.words.length;
    for (const turn of turns) this.words.push(...turn);
    return { at, turns: turns.length };
  }

  memory(): WebAssembly.Memory {
    const arena = new Arena(4 * this.words.length + 16);
    arena.int32(this.words.length).set(this.words);
    return arena.memory;
  }
}
