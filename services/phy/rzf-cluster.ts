import { addToDiagonal, mulAdd } from './complex.ts';
import { cholesky, choleskySolve, HermitianEigen, mirrorLower, pseudoInverse } from './hermitian.ts';
import { kernel, type Kernel } from './kernels.ts';
import { scaleToStrongest } from './rzf-central.ts';
import type { Topology } from './topology.ts';

/** Sum over users of H_i,l^H H_i,j for two O-RUs that serve a user together. */
interface PairGram {
  readonly l: number;
  readonly j: number;
  /** Users whose channels to both are known. */
  readonly users: readonly number[];
  /** [N_t, N_t] complex. */
  readonly gram: Float64Array;
}

/**
 * P-RZF, partial regularised zero-forcing (Bjoernson and Sanguinetti, "Scalable cell-free massive MIMO
 * systems", 2020): each user's precoder over its own cluster, against every user that it interferes with.
 *
 * V_k = (sum over i of H_i^H H_i + lambda I)^-1 H_k^H, with the channels from the O-RUs of L_k to every user
 * where they are known. Users get equal power, and one factor for all (40) brings the strongest O-RU to
 * P_max: a factor for each O-RU would bend the beams out of their nulls.
 *
 * The blocks of the sum belong to pairs of O-RUs and are the same for all users that both serve, so each is
 * computed once.
 */
export class ClusterRzf {
  private readonly topology: Topology;
  private readonly lambda: number;
  private readonly pairs: readonly PairGram[];
  /** By user: the pair of the O-RUs at places m >= p of L_k, row after row of the lower triangle. */
  private readonly pairsOfUser: readonly (readonly PairGram[])[];
  private readonly A: Float64Array;
  private readonly B: Float64Array;
  private readonly addGram: Kernel;

  /** @param lambda regularisation over the noise power */
  constructor(topology: Topology, lambda: number) {
    const { L, Nr, Nt, serving, coupled } = topology;
    this.topology = topology;
    this.lambda = lambda;
    const pairs = new Map<number, PairGram>();
    const pair = (l: number, j: number) => {
      let found = pairs.get(l * L + j);
      if (found === undefined) {
        const users = coupled[l].filter((i) => coupled[j].includes(i));
        pairs.set(l * L + j, (found = { l, j, users, gram: new Float64Array(2 * Nt * Nt) }));
      }
      return found;
    };
    this.pairsOfUser = serving.map((radios) =>
      radios.flatMap((l, m) => radios.slice(0, m + 1).map((j) => pair(l, j))),
    );
    this.pairs = [...pairs.values()];
    const antennas = Math.max(...serving.map((radios) => radios.length)) * Nt;
    this.A = new Float64Array(2 * antennas * antennas);
    this.B = new Float64Array(2 * antennas * Nr);
    this.addGram = kernel(Nt, Nr, Nt, { hermitianA: true });
  }

  /**
   * @param H [K, L, N_r, N_t] complex, of the users coupled with each O-RU
   * @param V [K, L, N_t, N_s] complex; written where O-RU l serves user k
   */
  precode(H: Float64Array, V: Float64Array): void {
    const { K, L, Nr, Nt, pMax } = this.topology;
    const block = 2 * Nr * Nt;
    for (const { l, j, users, gram } of this.pairs) {
      gram.fill(0);
      for (const i of users) this.addGram(H, (i * L + l) * block, H, (i * L + j) * block, gram, 0);
    }
    for (let k = 0; k < K; k++) this.precodeUser(H, V, k);
    scaleToStrongest(this.topology, V, pMax);
  }

  private precodeUser(H: Float64Array, V: Float64Array, k: number): void {
    const { L, Nr, Nt, Ns, serving } = this.topology;
    const { A, B } = this;
    const radios = serving[k];
    const n = radios.length * Nt;
    let pair = 0;
    for (let m = 0; m < radios.length; m++) {
      for (let p = 0; p <= m; p++) copyBlock(this.pairsOfUser[k][pair++].gram, Nt, A, m * Nt, p * Nt, n);
    }
    addToDiagonal(n, A, this.lambda);
    for (let m = 0; m < radios.length; m++) {
      for (let t = 0; t < Nt; t++) {
        for (let r = 0; r < Nr; r++) {
          const h = 2 * (((k * L + radios[m]) * Nr + r) * Nt + t);
          B[2 * ((m * Nt + t) * Nr + r)] = H[h];
          B[2 * ((m * Nt + t) * Nr + r) + 1] = -H[h + 1];
        }
      }
    }
    if (this.lambda > 0 && cholesky(n, A)) choleskySolve(n, A, Nr, B);
    else this.solveSingular(n, A, B);
    let power = 0;
    for (let row = 0; row < n; row++) {
      for (let s = 0; s < 2 * Ns; s++) power += B[2 * row * Nr + s] ** 2;
    }
    const unit = power > 0 ? 1 / Math.sqrt(power) : 0;
    for (let m = 0; m < radios.length; m++) {
      for (let t = 0; t < Nt; t++) {
        const to = 2 * ((k * L + radios[m]) * Nt + t) * Ns;
        const from = 2 * (m * Nt + t) * Nr;
        for (let s = 0; s < 2 * Ns; s++) V[to + s] = unit * B[from + s];
      }
    }
  }

  /** B <- pseudo-inverse of A times B: lambda = 0 leaves A singular wherever antennas outnumber streams. */
  private solveSingular(n: number, A: Float64Array, B: Float64Array): void {
    const { Nr } = this.topology;
    const whole = A.slice(0, 2 * n * n);
    mirrorLower(n, whole);
    const inverse = new Float64Array(2 * n * n);
    pseudoInverse(new HermitianEigen(n), whole, inverse);
    const right = B.slice(0, 2 * n * Nr);
    B.fill(0, 0, 2 * n * Nr);
    mulAdd(n, n, Nr, inverse, 0, right, 0, B, 0);
  }
}

/** Writes a [size, size] block into rows `row`... and columns `column`... of A, [n, n]. */
function copyBlock(
  block: Float64Array,
  size: number,
  A: Float64Array,
  row: number,
  column: number,
  n: number,
): void {
  for (let r = 0; r < size; r++) {
    const to = 2 * ((row + r) * n + column);
    for (let c = 0; c < 2 * size; c++) A[to + c] = block[2 * r * size + c];
  }
}
