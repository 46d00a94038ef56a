import { addToDiagonal, mulAdd } from './complex.ts';
import { HermitianEigen, mirrorLower, pseudoInverse } from './hermitian.ts';
import { scaleToStrongest } from './rzf-central.ts';
import { clusterRzfPlan, type ClusterRzfPlan } from './rzf-cluster-plan.ts';
import type { Topology } from './topology.ts';

/**
 * P-RZF, partial regularised zero-forcing (Bjoernson and Sanguinetti, "Scalable cell-free massive MIMO
 * systems", 2020): each user's precoder over its own cluster, against every user that it interferes with.
 *
 * V_k = (sum over i of H_i^H H_i + lambda I)^-1 H_k^H, with the channels from the O-RUs of L_k to every user
 * where they are known. Users get equal power, and one factor for all (40) brings the strongest O-RU to
 * P_max: a factor for each O-RU would bend the beams out of their nulls.
 */
export class ClusterRzf {
  private readonly topology: Topology;
  private readonly lambda: number;
  private readonly plan: ClusterRzfPlan;

  /** @param lambda regularisation over the noise power */
  constructor(topology: Topology, lambda: number) {
    this.topology = topology;
    this.lambda = lambda;
    this.plan = clusterRzfPlan(topology);
  }

  /**
   * @param H [K, L, N_r, N_t] complex, of the users coupled with each O-RU
   * @param V [K, L, N_t, N_s] complex; written where O-RU l serves user k
   */
  precode(H: Float64Array, V: Float64Array): void {
    const { plan, lambda, topology } = this;
    plan.begin(H);
    for (let k = 0; k < topology.K; k++) {
      plan.take(k);
      if (!(lambda > 0 && plan.solve(k, lambda))) this.solveSingular(k);
      this.giveUnit(k, V);
    }
    scaleToStrongest(topology, V, topology.pMax);
  }

  /** V_k with power 1, out of the conjugate solutions of its system. */
  private giveUnit(k: number, V: Float64Array): void {
    const { L, Nt, Ns, serving } = this.topology;
    const { system, pitch } = this.plan;
    const below = 2 * this.plan.orderOf(k) * pitch;
    const n = serving[k].length * Nt;
    let power = 0;
    for (let s = 0; s < Ns; s++) {
      const from = below + 2 * s * pitch;
      for (let i = from; i < from + 2 * n; i++) power += system[i] * system[i];
    }
    const unit = power > 0 ? 1 / Math.sqrt(power) : 0;
    for (let m = 0; m < serving[k].length; m++) {
      let to = 2 * (k * L + serving[k][m]) * Nt * Ns;
      for (let t = 0; t < Nt; t++) {
        for (let s = 0; s < Ns; s++) {
          const from = below + 2 * (s * pitch + m * Nt + t);
          V[to++] = unit * system[from];
          V[to++] = -unit * system[from + 1];
        }
      }
    }
  }

  /** With the pseudo-inverse: lambda = 0 leaves a system singular wherever antennas outnumber streams. */
  private solveSingular(k: number): void {
    const { Nt, Ns, serving } = this.topology;
    const { system, pitch } = this.plan;
    const n = serving[k].length * Nt;
    const below = this.plan.orderOf(k);
    this.plan.take(k);
    const A = new Float64Array(2 * n * n);
    for (let i = 0; i < n; i++) A.set(system.subarray(2 * i * pitch, 2 * (i * pitch + i + 1)), 2 * i * n);
    addToDiagonal(n, A, this.lambda);
    mirrorLower(n, A);
    const inverse = new Float64Array(2 * n * n);
    pseudoInverse(new HermitianEigen(n), A, inverse);
    // X^H = B^H A^-1, row by row.
    for (let s = 0; s < Ns; s++) {
      const at = 2 * (below + s) * pitch;
      const right = system.slice(at, at + 2 * n);
      system.fill(0, at, at + 2 * n);
      mulAdd(1, n, n, right, 0, inverse, 0, system, at);
    }
  }
}
