import { Arena } from './wasm/arena.ts';

/** What a kernel runs through: where its words are [bytes], and for how many turns. */
export interface Plan {
  readonly at: number;
  readonly turns: number;
}

/** Plans of kernels, one after the other. */
export class PlanWords {
  private readonly words: number[] = [];
  private readonly start: number;

  /** @param start where the first will stand [bytes] */
  constructor(start = 0) {
    this.start = start;
  }

  /** @param turns words of each turn [bytes] */
  write(turns: readonly (readonly number[])[]): Plan {
    const at = this.start + 4 * this.words.length;
    for (const turn of turns) this.words.push(...turn);
    return { at, turns: turns.length };
  }

  putInto(out: Int32Array): void {
    out.set(this.words);
  }

  /** Puts them into a memory of their own, once all are written. */
  memory(): WebAssembly.Memory {
    const arena = new Arena(4 * this.words.length + 16);
    this.putInto(arena.int32(this.words.length));
    return arena.memory;
  }
}
