import { Links } from './links.ts';
import { oncePer } from './once-per.ts';
import { PlanWords, type Plan } from './plan-words.ts';
import type { Topology } from './topology.ts';
import { Arena } from './wasm/arena.ts';
import { COMPLEX } from './wasm/complex.ts';
import type { Kernels } from './wasm/module.ts';
import { clusterRzfModule } from './wasm/rzf-cluster.ts';
import { wholeTiles } from './wasm/tile.ts';

/** Sum over users of H_i,l^H H_i,j for two O-RUs that serve a user together, and where it stands [bytes]. */
interface Pair {
  readonly l: number;
  readonly j: number;
  readonly at: number;
}

/**
 * The linear systems of P-RZF, one user's at a time. Blocks of their matrices belong to pairs of O-RUs and are the same
 * for all users that both serve, so each is computed once.
 */
export class ClusterRzfPlan {
  /** Numbers of a row of the system. */
  readonly pitch: number;
  /** Of the user that was taken last: its matrix, and its right-hand sides or solutions, conjugated, in the rows below. */
  readonly system: Float64Array;
  private readonly topology: Topology;
  private readonly links: Links;
  private readonly channels: Float64Array;
  private readonly kernels: Kernels;
  private readonly pairs: Plan;
  private readonly users: readonly { readonly takePair: Plan; readonly takeRows: Plan }[];

  constructor(topology: Topology) {
    const { Nr, Nt, Ns, serving, coupled } = topology;
    this.topology = topology;
    this.pitch = wholeTiles(Math.max(...serving.map((radios) => radios.length)) * Nt);
    this.links = new Links(topology, coupled);
    const [row, gram, channel] = [COMPLEX * this.pitch, COMPLEX * Nt * Nt, COMPLEX * Nr * Nt];
    const rows = this.pitch + wholeTiles(Ns);
    const channels = rows * row;
    const pairs = pairsOf(topology, channels + this.links.count * channel, gram);
    const arena = new Arena(channels + this.links.count * channel + pairs.size * gram);
    this.system = arena.float64(2 * rows * this.pitch);
    this.channels = arena.float64(2 * this.links.count * Nr * Nt);

    const words = new PlanWords();
    const at = (i: number, l: number) => channels + this.links.numberOf(i, l) * channel;
    const products = ({ l, j }: Pair) =>
      coupled[l].filter((i) => coupled[j].includes(i)).flatMap((i) => [at(i, l), at(i, j)]);
    this.pairs = words.write(
      [...pairs.values()].map((pair) => {
        const factors = products(pair);
        return [pair.at, factors.length / 2, ...factors];
      }),
    );
    const placeOf = (l: number, j: number) => (pairs.get(pairKey(topology, l, j)) as Pair).at;
    this.users = serving.map((radios, k) => {
      const below = this.orderOf(k) * row;
      const block = (m: number, p: number) => m * Nt * row + p * Nt * COMPLEX;
      const take = radios.flatMap((l, m) =>
        radios.slice(0, m + 1).map((j, p) => [placeOf(l, j), block(m, p)]),
      );
      const right = radios.map((l, m) => [at(k, l), below + m * Nt * COMPLEX]);
      return { takePair: words.write(take), takeRows: words.write(right) };
    });
    this.kernels = clusterRzfModule(Nr, Nt, Ns, this.pitch).over([arena.memory, words.memory()]);
  }

  /** Rows before the right-hand sides of user k. */
  orderOf(k: number): number {
    return wholeTiles(this.topology.serving[k].length * this.topology.Nt);
  }

  /** @param H [K, L, N_r, N_t] complex, of the users coupled with each O-RU */
  begin(H: Float64Array): void {
    this.links.gather(H, this.channels);
    this.kernels.pairs(this.pairs.at, this.pairs.turns);
  }

  /** Puts the lower triangle of the sum of H_i^H H_i over user k's cluster, and the first N_s rows of H_k, into the system. */
  take(k: number): void {
    const { takePair, takeRows } = this.users[k];
    // What fills an order up to whole tiles must be zero.
    if (this.pitch !== this.topology.serving[k].length * this.topology.Nt) this.system.fill(0);
    this.kernels.takePair(takePair.at, takePair.turns);
    this.kernels.takeRows(takeRows.at, takeRows.turns);
  }

  /**
   * Solves the system of user k.
   *
   * @param lambda above 0
   * @returns false if it is singular to rounding; it is then spoilt
   */
  solve(k: number, lambda: number): boolean {
    const order = this.orderOf(k);
    const rows = order + wholeTiles(this.topology.Ns);
    if (this.kernels.factor(0, order, rows, lambda) === 0) return false;
    this.kernels.substitute(0, order, rows);
    return true;
  }
}

/** The plan of a network, for whichever lambda. */
export const clusterRzfPlan = oncePer((topology: Topology) => new ClusterRzfPlan(topology));

const pairKey = ({ L }: Topology, l: number, j: number) => l * L + j;

/** Every pair l >= j that serves a user together, one after the other from `start` on. */
function pairsOf(topology: Topology, start: number, bytes: number): Map<number, Pair> {
  const pairs = new Map<number, Pair>();
  for (const radios of topology.serving) {
    for (const [m, l] of radios.entries()) {
      for (const j of radios.slice(0, m + 1)) {
        const key = pairKey(topology, l, j);
        if (!pairs.has(key)) pairs.set(key, { l, j, at: start + pairs.size * bytes });
      }
    }
  }
  return pairs;
}
