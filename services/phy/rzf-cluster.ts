import { addToDiagonal, mulHermitianAdd } from './complex.ts';
import { cholesky, choleskySolve } from './hermitian.ts';
import { range, type Topology } from './topology.ts';

/**
 * P-RZF, partial regularised zero-forcing (Bjoernson and Sanguinetti, "Scalable cell-free massive MIMO
 * systems", 2020): each user's precoder over its own cluster, against every user that it interferes with.
 *
 * V_k = (sum over i in P_k of H_i^H H_i + lambda I)^-1 H_k^H, with the channels from the O-RUs of L_k, and
 * P_k the users that share an O-RU with k. Every user's precoder is brought to equal power before each O-RU is scaled.
 */
export class ClusterRzf {
  private readonly topology: Topology;
  private readonly lambda: number;
  /** P_k, [K]. */
  private readonly against: readonly (readonly number[])[];
  private readonly h: Float64Array;
  private readonly A: Float64Array;
  private readonly B: Float64Array;

  /** @param lambda regularisation over the noise power, above 0 */
  constructor(topology: Topology, lambda: number) {
    const { K, Nr, Nt, serving, served } = topology;
    this.topology = topology;
    this.lambda = lambda;
    this.against = range(K).map((k) => [...new Set(serving[k].flatMap((l) => served[l]))].sort((a, b) => a - b));
    const antennas = Math.max(...serving.map((radios) => radios.length)) * Nt;
    this.h = new Float64Array(2 * Nr * antennas);
    this.A = new Float64Array(2 * antennas * antennas);
    this.B = new Float64Array(2 * antennas * Nr);
  }

  /**
   * @param H [K, L, N_r, N_t] complex, of the users coupled with each O-RU
   * @param V [K, L, N_t, N_s] complex; written where O-RU l serves user k
   */
  precode(H: Float64Array, V: Float64Array): void {
    for (let k = 0; k < this.topology.K; k++) this.precodeUser(H, V, k);
    scaleEachRadio(this.topology, V);
  }

  private precodeUser(H: Float64Array, V: Float64Array, k: number): void {
    const { L, Nr, Nt, Ns, serving } = this.topology;
    const { A, B } = this;
    const n = serving[k].length * Nt;
    A.fill(0, 0, 2 * n * n);
    for (const i of this.against[k]) {
      const h = this.gather(H, i, k);
      mulHermitianAdd(n, Nr, n, h, 0, h, 0, A, 0);
    }
    addToDiagonal(n, A, this.lambda);
    const h = this.gather(H, k, k);
    for (let r = 0; r < Nr; r++) {
      for (let t = 0; t < n; t++) {
        B[2 * (t * Nr + r)] = h[2 * (r * n + t)];
        B[2 * (t * Nr + r) + 1] = -h[2 * (r * n + t) + 1];
      }
    }
    cholesky(n, A);
    choleskySolve(n, A, Nr, B);
    let power = 0;
    for (let i = 0; i < 2 * n * Nr; i++) power += B[i] * B[i];
    const unit = 1 / Math.sqrt(power);
    for (const [m, l] of serving[k].entries()) {
      for (let t = 0; t < Nt; t++) {
        const to = 2 * ((k * L + l) * Nt + t) * Ns;
        const from = 2 * (m * Nt + t) * Nr;
        for (let s = 0; s < 2 * Ns; s++) V[to + s] = unit * B[from + s];
      }
    }
  }

  /** H_i from the O-RUs of L_k beside each other, [N_r, |L_k| N_t]. */
  private gather(H: Float64Array, i: number, k: number): Float64Array {
    const { L, Nr, Nt, serving } = this.topology;
    const { h } = this;
    const n = serving[k].length * Nt;
    for (const [m, l] of serving[k].entries()) {
      for (let r = 0; r < Nr; r++) {
        const from = 2 * (((i * L + l) * Nr + r) * Nt);
        const to = 2 * (r * n + m * Nt);
        for (let t = 0; t < 2 * Nt; t++) h[to + t] = H[from + t];
      }
    }
    return h;
  }
}

/** Each O-RU to P_max by a factor of its own. */
function scaleEachRadio({ L, Nt, Ns, served, pMax }: Topology, V: Float64Array): void {
  const block = 2 * Nt * Ns;
  for (let l = 0; l < L; l++) {
    let power = 0;
    for (const k of served[l]) {
      const at = (k * L + l) * block;
      for (let i = at; i < at + block; i++) power += V[i] * V[i];
    }
    const factor = power > 0 ? Math.sqrt(pMax / power) : 0;
    for (const k of served[l]) {
      const at = (k * L + l) * block;
      for (let i = at; i < at + block; i++) V[i] *= factor;
    }
  }
}
