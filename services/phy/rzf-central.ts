import { addToDiagonal, mulByHermitianAdd } from './complex.ts';
import { cholesky, choleskySolve, HermitianEigen, mirrorLower, pseudoInverse } from './hermitian.ts';
import { range, type Topology } from './topology.ts';

/**
 * C-RZF (39), (40): one inverse of K N_r rows over the channels of all O-RUs, and one power factor, set
 * by the O-RU that would transmit most.
 */
export class CentralRzf {
  private readonly topology: Topology;
  private readonly lambda: number;
  /** By O-RU: the users whose channel enters (39). */
  private readonly known: readonly (readonly number[])[];
  private readonly gram: Float64Array;
  private readonly inverse: Float64Array;

  /**
   * @param lambda regularisation over the noise power
   * @param csi `full` takes every H_k,l, `served` only those where O-RU l serves user k
   */
  constructor(topology: Topology, lambda: number, csi: 'full' | 'served') {
    const { K, L, Nr, served } = topology;
    this.topology = topology;
    this.lambda = lambda;
    this.known = range(L).map((l) => (csi === 'full' ? range(K) : served[l]));
    this.gram = new Float64Array(2 * (K * Nr) ** 2);
    this.inverse = new Float64Array(2 * (K * Nr) ** 2);
  }

  /**
   * @param H [K, L, N_r, N_t] complex
   * @param V [K, L, N_t, N_s] complex; written where O-RU l serves user k
   */
  precode(H: Float64Array, V: Float64Array): void {
    const { K, L, Nr, Nt, Ns, served, pMax } = this.topology;
    const n = K * Nr;
    this.invertGram(H);
    const { inverse } = this;
    for (let l = 0; l < L; l++) {
      for (const k of served[l]) {
        const v = 2 * (k * L + l) * Nt * Ns;
        V.fill(0, v, v + 2 * Nt * Ns);
        for (const i of this.known[l]) {
          // V_k,l += H_i,l^H (inverse)_i,k
          for (let t = 0; t < Nt; t++) {
            for (let s = 0; s < Ns; s++) {
              const at = v + 2 * (t * Ns + s);
              for (let r = 0; r < Nr; r++) {
                const h = 2 * (((i * L + l) * Nr + r) * Nt + t);
                const g = 2 * ((i * Nr + r) * n + k * Nr + s);
                V[at] += H[h] * inverse[g] + H[h + 1] * inverse[g + 1];
                V[at + 1] += H[h] * inverse[g + 1] - H[h + 1] * inverse[g];
              }
            }
          }
        }
      }
    }
    scaleToStrongest(this.topology, V, pMax);
  }

  /** (H H^H + lambda I)^-1. */
  private invertGram(H: Float64Array): void {
    const { K, L, Nr, Nt } = this.topology;
    const { gram, inverse, known } = this;
    const n = K * Nr;
    gram.fill(0);
    const block = new Float64Array(2 * Nr * Nr);
    for (let l = 0; l < L; l++) {
      for (const i of known[l]) {
        for (const k of known[l]) {
          if (k > i) continue;
          block.fill(0);
          mulByHermitianAdd(Nr, Nt, Nr, H, 2 * (i * L + l) * Nr * Nt, H, 2 * (k * L + l) * Nr * Nt, block, 0);
          for (let r = 0; r < Nr; r++) {
            const at = 2 * ((i * Nr + r) * n + k * Nr);
            for (let c = 0; c < 2 * Nr; c++) gram[at + c] += block[2 * r * Nr + c];
          }
        }
      }
    }
    addToDiagonal(n, gram, this.lambda);
    if (this.lambda === 0) {
      mirrorLower(n, gram);
      pseudoInverse(new HermitianEigen(n), gram, inverse);
      return;
    }
    cholesky(n, gram);
    inverse.fill(0);
    addToDiagonal(n, inverse, 1);
    choleskySolve(n, gram, n, inverse);
  }
}

/** (40): one factor for all, so that the O-RU with the most power transmits P_max. */
export function scaleToStrongest({ L, Nt, Ns, served }: Topology, V: Float64Array, pMax: number): void {
  let most = 0;
  for (let l = 0; l < L; l++) {
    let power = 0;
    for (const k of served[l]) {
      const at = 2 * (k * L + l) * Nt * Ns;
      for (let i = at; i < at + 2 * Nt * Ns; i++) power += V[i] * V[i];
    }
    most = Math.max(most, power);
  }
  const eta = most > 0 ? Math.sqrt(pMax / most) : 0;
  for (let l = 0; l < L; l++) {
    for (const k of served[l]) {
      const at = 2 * (k * L + l) * Nt * Ns;
      for (let i = at; i < at + 2 * Nt * Ns; i++) V[i] *= eta;
    }
  }
}
