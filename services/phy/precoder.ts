import { HermitianEigen, NULL_SPACE } from './hermitian.ts';
import type { OduCell } from './odu-cell.ts';
import { scalePower } from './power.ts';
import type { Plan } from './plan-words.ts';
import { PrecoderPlan } from './precoder-plan.ts';
import type { Topology } from './topology.ts';
import type { Kernels } from './wasm/module.ts';
import { precodeModule } from './wasm/precode.ts';

/** Solves (28) for xi: `solveByNewton`, `solveByBisection`, or a dApp. */
export type SolveMultiplier = (lambda: Float64Array, phi: Float64Array, pMax: number) => number;

export interface PrecoderInit {
  /** The users that the sums of (30) run over: K_l, or all that are coupled with the O-RU. */
  reach: 'served' | 'coupled';
  /** False for (43), which leaves out what other O-RUs transmit. */
  coordinated: boolean;
}

/**
 * One RT loop of (30), of (23) over the coupled users, or of (43), over the O-RUs of one O-DU in
 * ascending order, each with the newest precoders of the others.
 *
 * Z_i,k,l (22) is a running sum T_i,k of H_i,j V_k,j over the O-RUs j of user k, from which an O-RU takes its own
 * product: an order fewer operations than summing Z for each O-RU. What no V of this slot changes,
 * A_l and its eigendecomposition, is made for all O-RUs first.
 */
export class DistributedPrecoder {
  /** Eigenvalues of A_l and diagonal of Phi_l (27) by local O-RU, [radios, N_t]: what (28) is made of. */
  readonly lambda: readonly Float64Array[];
  readonly phi: readonly Float64Array[];
  private readonly topology: Topology;
  private readonly init: PrecoderInit;
  private readonly eigen: HermitianEigen;
  private plan: PrecoderPlan | null = null;
  private kernels: Kernels = {};

  constructor(topology: Topology, odu: number, init: PrecoderInit) {
    const radios = topology.radiosOfOdu[odu];
    this.topology = topology;
    this.init = init;
    this.eigen = new HermitianEigen(topology.Nt);
    this.lambda = radios.map(() => new Float64Array(topology.Nt));
    this.phi = radios.map(() => new Float64Array(topology.Nt));
  }

  /** Reads `cell.H`, `omega`, `U`, `W`, `Zremote` and the last `V`; writes `cell.V` and `cell.xi`. */
  precode(cell: OduCell, solve: SolveMultiplier): void {
    this.weigh(cell);
    this.decompose(cell);
    this.sumOverRadios(cell);
    this.sweep(cell, solve);
  }

  /** Step 1: X and Y (19), (20); G_i = omega_i X_i H_i and A_l = sum of H_i^H G_i for every O-RU. */
  weigh(cell: OduCell): void {
    const { weighFilters, weighChannels, A } = this.planFor(cell);
    this.run('weighFilters', weighFilters);
    A.fill(0);
    this.run('weighChannels', weighChannels);
  }

  /** Step 2: A_l = D_l Lambda_l D_l^H for every O-RU. */
  decompose(cell: OduCell): void {
    const { A, D, lambda, radios } = this.planFor(cell);
    const { decompose } = this.kernels as Partial<Kernels>;
    if (decompose !== undefined) {
      decompose(A.byteOffset, D.byteOffset, lambda.byteOffset, Math.ceil(radios.length / 2));
      return;
    }
    const { eigen } = this;
    const size = eigen.D.length;
    for (let n = 0; n < radios.length; n++) {
      eigen.decompose(A.subarray(n * size, (n + 1) * size));
      D.set(eigen.D, n * size);
      lambda.set(eigen.lambda, n * eigen.n);
    }
  }

  /** Step 3: T = what other O-DUs contribute as of the last D2, and this O-DU's O-RUs with H now and V of the last slot. */
  sumOverRadios(cell: OduCell): void {
    const { copySums, radios } = this.planFor(cell);
    this.run('copySums', copySums);
    for (const { old } of radios) this.run('keepProducts', old);
  }

  /** Step 4: xi_l and V_k,l, O-RU after O-RU. */
  sweep(cell: OduCell, solve: SolveMultiplier): void {
    const plan = this.planFor(cell);
    const { takeOut, ownColumns, takeColumns, addProducts } = this.kernels;
    for (let n = 0; n < plan.radios.length; n++) {
      const { old, ownColumns: own, takeColumns: others, renewed } = plan.radios[n];
      takeOut(old.at, old.turns);
      ownColumns(own.at, own.turns);
      takeColumns(others.at, others.turns);
      this.precodeRadio(cell, plan, n, solve);
      addProducts(renewed.at, renewed.turns);
    }
  }

  /** V = D (Lambda + xi I)^-1 D^H B, with xi from (28). */
  private precodeRadio(cell: OduCell, plan: PrecoderPlan, n: number, solve: SolveMultiplier): void {
    const { Nt, pMax } = this.topology;
    const { factors, squares } = plan;
    const { rotate, j, D } = plan.radios[n];
    for (let i = 0; i < squares.length; i++) squares[i] = 0;
    this.kernels.rotate(rotate.at, rotate.turns, D, squares.byteOffset);
    this.readSpectrum(plan, n);
    const lambda = this.lambda[j];
    const phi = this.phi[j];
    const xi = (cell.xi[j] = solve(lambda, phi, pMax));
    for (let i = 0; i < Nt; i++) factors[i] = phi[i] > 0 ? 1 / (lambda[i] + xi) : 0;
    const ofV = squares.byteOffset + 16 * Nt;
    this.kernels.rotateBack(rotate.at, rotate.turns, D, factors.byteOffset, ofV);
    const power = squares[2 * Nt] + squares[2 * Nt + 1];
    if (power > pMax) scalePower(cell.V[j], power, pMax);
  }

  /**
   * Lambda and the diagonal of Phi (27), which is the power of the rows of D^H B. In the null space of A_l
   * both are zero: B has nothing there but rounding, and the pseudo-inverse leaves it out.
   */
  private readSpectrum({ lambda: eigenvalues, radios, squares }: PrecoderPlan, n: number): void {
    const { Nt } = this.topology;
    const { j } = radios[n];
    const lambda = this.lambda[j];
    const phi = this.phi[j];
    const smallest = NULL_SPACE * eigenvalues[n * Nt + Nt - 1];
    for (let i = 0; i < Nt; i++) {
      const inRange = eigenvalues[n * Nt + i] > smallest;
      lambda[i] = inRange ? eigenvalues[n * Nt + i] : 0;
      phi[i] = inRange ? squares[2 * i] + squares[2 * i + 1] : 0;
    }
  }

  private run(kernel: string, { at, turns }: Plan): void {
    if (turns > 0) this.kernels[kernel](at, turns);
  }

  /** The memory and lists for a cell, which is the same one in every slot. */
  private planFor(cell: OduCell): PrecoderPlan {
    if (this.plan?.cell === cell.arena.memory) return this.plan;
    const { Nr, Nt, Ns } = this.topology;
    this.plan = new PrecoderPlan(cell, this.init);
    this.kernels = precodeModule(Nr, Nt, Ns).over([this.plan.arena.memory, cell.arena.memory]);
    return this.plan;
  }
}
