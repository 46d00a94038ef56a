import type { Topology } from './topology.ts';

/** Some of the links of a network, with channels side by side in the order of users, then O-RUs. */
export class Links {
  readonly count: number;
  private readonly L: number;
  private readonly block: number;
  /** Number of each link, by user and O-RU; -1 where there is none. */
  private readonly numbers: Int32Array;
  /** Places of the links among all pairs, ascending. */
  private readonly pairs: Int32Array;

  /** @param users by O-RU: those with a link */
  constructor({ K, L, Nr, Nt }: Topology, users: readonly (readonly number[])[]) {
    const numbers = new Int32Array(K * L).fill(-1);
    this.pairs = Int32Array.from(users.flatMap((list, l) => list.map((k) => k * L + l))).sort();
    for (const [n, pair] of this.pairs.entries()) numbers[pair] = n;
    this.count = this.pairs.length;
    this.L = L;
    this.block = 2 * Nr * Nt;
    this.numbers = numbers;
  }

  /** Place of a link, which there must be. */
  numberOf(k: number, l: number): number {
    return this.numbers[k * this.L + l];
  }

  /**
   * @param H [K, L, N_r, N_t] complex
   * @param out [links, N_r, N_t] complex
   */
  gather(H: Float64Array, out: Float64Array): void {
    const { pairs, block } = this;
    for (let n = 0, to = 0; n < pairs.length; n++) {
      const from = pairs[n] * block;
      for (let i = 0; i < block; i++) out[to++] = H[from + i];
    }
  }
}
