import { addToDiagonal } from './complex.ts';
import { HermitianEigen, mirrorLower, pseudoInverse } from './hermitian.ts';
import { centralRzfPlan, type CentralRzfPlan } from './rzf-central-plan.ts';
import type { Topology } from './topology.ts';

/**
 * C-RZF (39), (40): one inverse of K N_r rows over the channels of all O-RUs, and one power factor, set
 * by the O-RU that would transmit most.
 */
export class CentralRzf {
  private readonly topology: Topology;
  private readonly lambda: number;
  private readonly plan: CentralRzfPlan;

  /**
   * @param lambda regularisation over the noise power
   * @param csi `full` takes every H_k,l, `served` only those where O-RU l serves user k
   */
  constructor(topology: Topology, lambda: number, csi: 'full' | 'served') {
    this.topology = topology;
    this.lambda = lambda;
    this.plan = centralRzfPlan[csi](topology);
  }

  /**
   * @param H [K, L, N_r, N_t] complex
   * @param V [K, L, N_t, N_s] complex; written where O-RU l serves user k
   */
  precode(H: Float64Array, V: Float64Array): void {
    const { plan, lambda, topology } = this;
    const { L, Nt, Ns, served, pMax } = topology;
    plan.take(H);
    if (lambda === 0) this.invertSingular();
    else if (!plan.invert(lambda)) {
      plan.take(H);
      this.invertSingular();
    }
    plan.precode();
    let from = 0;
    for (let l = 0; l < L; l++) {
      for (const k of served[l]) {
        const to = 2 * (k * L + l) * Nt * Ns;
        for (let i = 0; i < 2 * Nt * Ns; i++) V[to + i] = plan.V[from++];
      }
    }
    scaleToStrongest(topology, V, pMax);
  }

  /** The pseudo-inverse of H H^H + lambda I, which is singular. */
  private invertSingular(): void {
    const { system, pitch } = this.plan;
    const n = this.topology.K * this.topology.Nr;
    const gram = new Float64Array(2 * n * n);
    const inverse = new Float64Array(2 * n * n);
    for (let i = 0; i < n; i++) gram.set(system.subarray(2 * i * pitch, 2 * (i * pitch + n)), 2 * i * n);
    addToDiagonal(n, gram, this.lambda);
    mirrorLower(n, gram);
    pseudoInverse(new HermitianEigen(n), gram, inverse);
    for (let i = 0; i < n; i++) system.set(inverse.subarray(2 * i * n, 2 * (i + 1) * n), 2 * i * pitch);
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
