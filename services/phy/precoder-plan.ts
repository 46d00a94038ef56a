import type { OduCell } from './odu-cell.ts';
import { usedPairs } from './pairs.ts';
import { PlanWords, type Plan } from './plan-words.ts';
import type { PrecoderInit } from './precoder.ts';
import { range } from './topology.ts';
import { Arena } from './wasm/arena.ts';

/** Kernels' work at one O-RU that serves somebody. */
export interface RadioPlan {
  /** Local number of the O-RU. */
  readonly j: number;
  /** Products with V of the slot before that O-RUs ahead of this one need in their sums. */
  readonly old: Plan;
  /** Products with this slot's V that O-RUs after this one need. */
  readonly renewed: Plan;
  readonly ownColumns: Plan;
  readonly takeColumns: Plan;
  readonly rotate: Plan;
  /** Where D_l stands [bytes]. */
  readonly D: number;
}

/** A term H_i,j V_k,j of a sum T_i,k. */
interface Term {
  i: number;
  /** Place of k in `served`. */
  m: number;
  pair: number;
  /** Whether an O-RU of this O-DU before, or after, this one uses the sum. */
  before: boolean;
  after: boolean;
}

/**
 * The precoder's memory and its index lists, made once for the layout of a cell: kernels find every matrix
 * without a search.
 *
 * T_i,k has a place for each pair (i, k) that an O-RU of the O-DU uses. An O-RU's product is in the sum only
 * while an O-RU that comes before it in the slot needs its old one, or one that comes after it the new one.
 */
export class PrecoderPlan {
  readonly arena: Arena;
  /** Memory of the cell whose layout this is. */
  readonly cell: WebAssembly.Memory;
  readonly radios: readonly RadioPlan[];
  readonly weighFilters: Plan;
  readonly weighChannels: Plan;
  readonly copySums: Plan;
  /** By O-RU that serves somebody: A_l and D_l, [radios, N_t, N_t] complex; lambda, [radios, N_t]. An even number of each. */
  readonly A: Float64Array;
  readonly D: Float64Array;
  readonly lambda: Float64Array;
  /** 1 / (lambda_n + xi) of one O-RU, [N_t]. */
  readonly factors: Float64Array;
  /** Squares of the real and imaginary parts of R, by row, and of V: [N_t + 1, 2]. */
  readonly squares: Float64Array;

  constructor(cell: OduCell, { reach, coordinated }: PrecoderInit) {
    const { topology, radios, H, V, U, W, omega, Zremote } = cell;
    const { K, Nr, Nt, Ns, served, coupled } = topology;
    const [product, channel, precoder] = [2 * Nr * Ns, 2 * Nr * Nt, 2 * Nt * Ns];
    const busy = range(radios.length).filter((j) => served[radios[j]].length > 0);
    const reached = (j: number) => (reach === 'served' ? served : coupled)[radios[j]];
    const used = coordinated ? usedPairs(topology, cell.odu, reach) : new Uint8Array(K * K);
    const pairs = [...used.keys()].filter((pair) => used[pair] === 1);
    const pairNumber = new Map(pairs.map((pair, n) => [pair, n]));
    const terms = busy.map((j) => this.termsOf(cell, j, busy, reached, pairNumber));
    const users = [...new Set(busy.flatMap(reached))];
    const userNumber = new Map(users.map((k, n) => [k, n]));
    const count = (size: (j: number) => number) => busy.reduce((sum, j) => sum + size(j), 0);
    const links = count((j) => reached(j).length);
    const most = Math.max(0, ...busy.map((j) => served[radios[j]].length));
    const olds = terms.flat().filter(({ before }) => before).length;
    const squares = count((j) => reached(j).length * served[radios[j]].length);

    // Two matrices are decomposed at once.
    const even = 2 * Math.ceil(busy.length / 2);
    const numbers =
      (pairs.length + olds) * product +
      users.length * (2 * Nr * Nr + product) +
      links * channel +
      even * (4 * Nt * Nt + Nt) +
      2 * most * precoder +
      3 * Nt +
      2;
    const words = 4 * users.length + 5 * links + 2 * pairs.length + 7 * terms.flat().length + 3 * squares;
    this.arena = new Arena(8 * numbers + 4 * (words + 7 * count((j) => served[radios[j]].length)) + 512);
    const place = (length: number) => this.arena.float64(length);
    const [T, P] = [place(pairs.length * product), place(olds * product)];
    const [X, YH] = [place(2 * users.length * Nr * Nr), place(users.length * product)];
    const [G, B, R] = [place(links * channel), place(most * precoder), place(most * precoder)];
    this.A = place(2 * even * Nt * Nt);
    this.D = place(2 * even * Nt * Nt);
    this.lambda = place(even * Nt);
    this.factors = place(Nt);
    this.squares = place(2 * (Nt + 1));
    const plan = this.arena.int32(words + 7 * count((j) => served[radios[j]].length));
    this.cell = cell.arena.memory;

    /** Where matrix number n of an array stands, of matrices of `size` float64. */
    const at = ({ byteOffset }: Float64Array, n: number, size: number) => byteOffset + 8 * n * size;
    const numberOf = (k: number) => userNumber.get(k) as number;
    const atX = (k: number) => at(X, numberOf(k), 2 * Nr * Nr);
    const atY = (k: number) => at(YH, numberOf(k), product);
    const atH = (j: number, i: number) => at(H[j], coupled[radios[j]].indexOf(i), channel);
    const atT = (i: number, k: number) => at(T, pairNumber.get(i * K + k) as number, product);
    const written = new PlanWords(plan.byteOffset);
    const write = (turns: readonly (readonly number[])[]) => written.write(turns);

    this.weighFilters = write(users.map((k) => [at(U, k, product), at(W, k, 2 * Ns * Ns), atY(k), atX(k)]));
    let g = 0;
    const atG = new Map(
      busy.flatMap((j) => reached(j).map((i) => [j * K + i, at(G, g++, channel)] as const)),
    );
    const gramOf = (j: number, i: number) => atG.get(j * K + i) as number;
    this.weighChannels = write(
      busy.flatMap((j, n) =>
        reached(j).map((i) => [atH(j, i), atX(i), at(omega, i, 1), gramOf(j, i), at(this.A, n, 2 * Nt * Nt)]),
      ),
    );
    this.copySums = write(pairs.map((pair, n) => [at(Zremote, pair, product), at(T, n, product)]));
    let kept = 0;
    this.radios = busy.map((j, n) => {
      const own = served[radios[j]];
      const factors = ({ i, m, pair }: Term) => [atH(j, i), at(V[j], m, precoder), at(T, pair, product)];
      const columns = reached(j).flatMap((i) =>
        own.map((k, m) => [gramOf(j, i), atT(i, k), at(B, m, precoder)]),
      );
      return {
        j,
        old: write(terms[n].filter((t) => t.before).map((t) => [...factors(t), at(P, kept++, product)])),
        renewed: write(terms[n].filter((t) => t.after).map(factors)),
        ownColumns: write(own.map((k, m) => [atH(j, k), atY(k), at(omega, k, 1), at(B, m, precoder)])),
        takeColumns: write(coordinated ? columns : []),
        rotate: write(own.map((_, m) => [B, R, V[j]].map((array) => at(array, m, precoder)))),
        D: at(this.D, n, 2 * Nt * Nt),
      };
    });
    written.putInto(plan);
  }

  /** The terms of O-RU j in the sums that its O-DU uses. */
  private termsOf(
    { topology, radios }: OduCell,
    j: number,
    busy: readonly number[],
    reached: (j: number) => readonly number[],
    pairNumber: ReadonlyMap<number, number>,
  ): Term[] {
    const { K, served, coupled } = topology;
    const uses = (other: number, i: number, k: number) =>
      reached(other).includes(i) && served[radios[other]].includes(k);
    const terms: Term[] = [];
    for (const i of coupled[radios[j]]) {
      for (const [m, k] of served[radios[j]].entries()) {
        const pair = pairNumber.get(i * K + k);
        if (pair === undefined) continue;
        const before = busy.some((other) => other < j && uses(other, i, k));
        const after = busy.some((other) => other > j && uses(other, i, k));
        if (before || after) terms.push({ i, m, pair, before, after });
      }
    }
    return terms;
  }
}
