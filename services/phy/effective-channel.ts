import { addToDiagonal, mulByHermitianAdd } from './complex.ts';
import { cholesky } from './hermitian.ts';
import { kernel, scatterKernel, type Kernel } from './kernels.ts';
import type { Topology } from './topology.ts';

/** What the users measure: effective channels (9), received covariances and rates (7), (8). */
export class Measurement {
  /** Xi_k,i, [K (receiving k), K (i), N_r, N_s] complex. */
  readonly Xi: Float64Array;
  /** J_k = sum over i of Xi_k,i Xi_k,i^H + I, [K, N_r, N_r] complex. */
  readonly J: Float64Array;
  /** p_k = tr(J_k - Xi_k,k Xi_k,k^H) / N_r, interference and noise as a receive antenna has them in the mean, [K]. */
  readonly interference: Float64Array;
  /** r_k [bit/s/Hz], [K]. */
  readonly rates: Float64Array;
  private readonly topology: Topology;
  private readonly scratch: Float64Array;
  private readonly addGram: Kernel;
  private readonly targets: readonly Int32Array[];

  constructor(topology: Topology) {
    const { K, Nr, Ns } = topology;
    this.topology = topology;
    this.Xi = new Float64Array(2 * K * K * Nr * Ns);
    this.J = new Float64Array(2 * K * Nr * Nr);
    this.interference = new Float64Array(K);
    this.rates = new Float64Array(K);
    this.scratch = new Float64Array(2 * Nr * Nr);
    this.targets = rowOffsets(topology);
    this.addGram = kernel(Nr, Ns, Nr, { hermitianB: true });
  }

  /**
   * @param H [K, L, N_r, N_t] complex
   * @param V by O-RU l: V_k,l for k in K_l, [users, N_t, N_s] complex
   */
  measure(H: Float64Array, V: readonly Float64Array[]): void {
    effectiveChannels(this.topology, H, V, this.Xi, this.targets);
    const { K, Nr, Ns } = this.topology;
    const { Xi, J, interference, rates } = this;
    const block = 2 * Nr * Ns;
    const size = 2 * Nr * Nr;
    for (let k = 0; k < K; k++) {
      // Interference and noise first, then the user's own signal: taking it out of J_k would cancel digits.
      const at = k * size;
      J.fill(0, at, at + size);
      for (let r = 0; r < Nr; r++) J[at + 2 * r * (Nr + 1)] = 1;
      for (let i = 0; i < K; i++) {
        const x = (k * K + i) * block;
        if (i !== k) this.addGram(Xi, x, Xi, x, J, at);
      }
      interference[k] = 0;
      for (let r = 0; r < Nr; r++) interference[k] += J[at + 2 * r * (Nr + 1)] / Nr;
      const others = this.logDeterminant(at);
      const own = (k * K + k) * block;
      this.addGram(Xi, own, Xi, own, J, at);
      rates[k] = (this.logDeterminant(at) - others) / Math.LN2;
    }
  }

  /** ln det of the Hermitian positive definite matrix at offset `at` of J. */
  private logDeterminant(at: number): number {
    const { Nr } = this.topology;
    const { scratch } = this;
    for (let i = 0; i < scratch.length; i++) scratch[i] = this.J[at + i];
    cholesky(Nr, scratch);
    let sum = 0;
    for (let i = 0; i < Nr; i++) sum += 2 * Math.log(scratch[2 * i * (Nr + 1)]);
    return sum;
  }
}

/**
 * (9): Xi_k,i = sum over l in L_i of H_k,l V_i,l, for every k and i.
 *
 * User after user, so that H is read once from front to back: it is larger than the caches, V and a row
 * of Xi are not.
 *
 * @param targets by O-RU l: offsets of i for i in K_l in a row of Xi, from {@link rowOffsets}
 */
export function effectiveChannels(
  topology: Topology,
  H: Float64Array,
  V: readonly Float64Array[],
  Xi: Float64Array,
  targets: readonly Int32Array[] = rowOffsets(topology),
): void {
  const { K, L, Nr, Nt, Ns, served } = topology;
  const row = 2 * K * Nr * Ns;
  const multiplyAdd = scatterKernel(Nr, Nt, Ns);
  Xi.fill(0);
  for (let k = 0, h = 0; k < K; k++) {
    for (let l = 0; l < L; l++, h += 2 * Nr * Nt) {
      multiplyAdd(H, h, V[l], served[l].length, Xi, k * row, targets[l]);
    }
  }
}

/** By O-RU l: where Xi_k,i of each i in K_l stands in row k of Xi. */
export function rowOffsets({ served, Nr, Ns }: Topology): Int32Array[] {
  return served.map((users) => Int32Array.from(users, (i) => 2 * i * Nr * Ns));
}

/** J = sum over i of Xi_i Xi_i^H + I, of `count` effective channels that stand one after the other. */
export function receivedCovariance(
  count: number,
  Nr: number,
  Ns: number,
  Xi: Float64Array,
  at: number,
  J: Float64Array,
): void {
  J.fill(0);
  addToDiagonal(Nr, J, 1);
  for (let i = 0; i < count; i++, at += 2 * Nr * Ns) mulByHermitianAdd(Nr, Ns, Nr, Xi, at, Xi, at, J, 0);
}
