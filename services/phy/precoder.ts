import { HermitianEigen, NULL_SPACE } from './hermitian.ts';
import { kernel, type Kernel } from './kernels.ts';
import type { OduCell } from './odu-cell.ts';
import { usedPairs } from './pairs.ts';
import { projectPower } from './power.ts';
import type { Topology } from './topology.ts';

/** Solves (28) for xi: `solveByNewton`, `solveByBisection`, or a dApp. */
export type SolveMultiplier = (lambda: Float64Array, phi: Float64Array, pMax: number) => number;

export interface PrecoderInit {
  /** The users that the sums of (30) run over: K_l, or all that are coupled with the O-RU. */
  reach: 'served' | 'coupled';
  /** False for (43), which leaves out what other O-RUs transmit. */
  coordinated: boolean;
}

/** Index lists of one local O-RU, made once. */
interface RadioPlan {
  /** Users of the sums: their numbers, and their places in `cell.H[j]`. */
  readonly users: Int32Array;
  readonly places: Int32Array;
  readonly served: Int32Array;
  /** Pairs (i, k) whose sum T this O-RU adds to: place of i in `cell.H[j]`, place of k in `served`, offset in T. */
  readonly pairs: Int32Array;
  /** H_i,j V_k,j of each pair in turn, [pairs, N_r, N_s] complex. */
  readonly product: Float64Array;
  /** For user number n of `users` and m of `served`: the pair's offset in `product`. */
  readonly own: Int32Array;
}

/**
 * One RT loop of (30), of (23) over the coupled users, or of (43), over the O-RUs of one O-DU in
 * ascending order, each with the newest precoders of the others.
 *
 * Z_i,k,l (22) is the sum T_i,k of H_i,j V_k,j over all O-RUs j of user k less O-RU l's own product. T is
 * summed once per slot, and each O-RU replaces its own product in it: an order fewer
 * operations than summing Z for each O-RU.
 */
export class DistributedPrecoder {
  /** Eigenvalues of A_l and diagonal of Phi_l (27) by local O-RU, [radios, N_t]: what (28) is made of. */
  readonly lambda: Float64Array[];
  readonly phi: Float64Array[];
  private readonly topology: Topology;
  private readonly init: PrecoderInit;
  private readonly plans: readonly RadioPlan[];
  /** Offsets in T of every pair that is used, for the reset. */
  private readonly usedOffsets: Int32Array;
  /** T_i,k, [K (i), K (k), N_r, N_s] complex. */
  private readonly T: Float64Array;
  /** X_i = U_i W_i U_i^H (19) and Y_k^H = U_k W_k (20), [K, N_r, N_r] and [K, N_r, N_s] complex. */
  private readonly X: Float64Array;
  private readonly YH: Float64Array;
  private readonly A: Float64Array;
  private readonly G: Float64Array;
  private readonly B: Float64Array;
  private readonly rotated: Float64Array;
  private readonly Z: Float64Array;
  private readonly eigen: HermitianEigen;
  // Products at this network's sizes.
  private readonly timesW: Kernel;
  private readonly timesUH: Kernel;
  private readonly timesV: Kernel;
  private readonly timesH: Kernel;
  private readonly addGram: Kernel;
  private readonly addColumns: Kernel;
  private readonly rotate: Kernel;
  private readonly rotateBack: Kernel;

  constructor(topology: Topology, odu: number, init: PrecoderInit) {
    const { K, Nt, Nr, Ns, radiosOfOdu, served } = topology;
    const radios = radiosOfOdu[odu];
    this.topology = topology;
    this.init = init;
    const block = 2 * Nr * Ns;
    const used = init.coordinated ? usedPairs(topology, odu, init.reach) : new Uint8Array(K * K);
    this.usedOffsets = Int32Array.from(
      [...used.keys()].filter((pair) => used[pair] === 1),
      (pair) => pair * block,
    );
    this.plans = radios.map((l) => planRadio(topology, l, init.reach, used));
    const mostServed = Math.max(0, ...radios.map((l) => served[l].length));
    this.T = new Float64Array(K * K * block);
    this.X = new Float64Array(2 * K * Nr * Nr);
    this.YH = new Float64Array(K * block);
    this.A = new Float64Array(2 * Nt * Nt);
    this.G = new Float64Array(2 * Nr * Nt);
    this.B = new Float64Array(2 * mostServed * Nt * Ns);
    this.rotated = new Float64Array(2 * mostServed * Nt * Ns);
    this.Z = new Float64Array(block);
    this.eigen = new HermitianEigen(Nt);
    this.lambda = radios.map(() => new Float64Array(Nt));
    this.phi = radios.map(() => new Float64Array(Nt));
    this.timesW = kernel(Nr, Ns, Ns, { overwrite: true });
    this.timesUH = kernel(Nr, Ns, Nr, { hermitianB: true, overwrite: true });
    this.timesV = kernel(Nr, Nt, Ns, { overwrite: true });
    this.timesH = kernel(Nr, Nr, Nt, { overwrite: true });
    this.addGram = kernel(Nt, Nr, Nt, { hermitianA: true });
    this.addColumns = kernel(Nt, Nr, Ns, { hermitianA: true });
    this.rotate = kernel(Nt, Nt, Ns, { hermitianA: true, overwrite: true });
    this.rotateBack = kernel(Nt, Nt, Ns, { overwrite: true });
  }

  /** Reads `cell.H`, `omega`, `U`, `W`, `Zremote` and the last `V`; writes `cell.V` and `cell.xi`. */
  precode(cell: OduCell, solve: SolveMultiplier): void {
    this.weighFilters(cell);
    this.sumOverRadios(cell);
    for (let j = 0; j < this.plans.length; j++) {
      if (this.plans[j].served.length > 0) this.precodeRadio(cell, j, solve);
    }
  }

  /** (19), (20). */
  private weighFilters({ U, W }: OduCell): void {
    const { K, Nr, Ns } = this.topology;
    const { X, YH } = this;
    const block = 2 * Nr * Ns;
    for (let k = 0; k < K; k++) {
      this.timesW(U, k * block, W, 2 * k * Ns * Ns, YH, k * block);
      this.timesUH(YH, k * block, U, k * block, X, 2 * k * Nr * Nr);
    }
  }

  /** T = what other O-DUs contribute as of the last D2, and this O-DU's O-RUs with H now and V of the last slot. */
  private sumOverRadios(cell: OduCell): void {
    const { Nr, Ns } = this.topology;
    const { T, usedOffsets, plans } = this;
    const block = 2 * Nr * Ns;
    for (let n = 0; n < usedOffsets.length; n++) {
      const at = usedOffsets[n];
      for (let i = at; i < at + block; i++) T[i] = cell.Zremote[i];
    }
    for (let j = 0; j < plans.length; j++) {
      const { pairs, product } = plans[j];
      this.multiplyPairs(cell, j);
      for (let n = 0, p = 0; n < pairs.length; n += 3, p += block) {
        const at = pairs[n + 2];
        for (let i = 0; i < block; i++) T[at + i] += product[p + i];
      }
    }
  }

  /** O-RU j's product H_i,j V_k,j of every pair. */
  private multiplyPairs(cell: OduCell, j: number): void {
    const { Nr, Nt, Ns } = this.topology;
    const { pairs, product } = this.plans[j];
    const H = cell.H[j];
    const V = cell.V[j];
    const block = 2 * Nr * Ns;
    for (let n = 0, p = 0; n < pairs.length; n += 3, p += block) {
      this.timesV(H, 2 * pairs[n] * Nr * Nt, V, 2 * pairs[n + 1] * Nt * Ns, product, p);
    }
  }

  private precodeRadio(cell: OduCell, j: number, solve: SolveMultiplier): void {
    const { Nt, Ns, pMax } = this.topology;
    const { eigen, B, rotated } = this;
    const users = this.plans[j].served.length;
    const block = 2 * Nt * Ns;
    this.assemble(cell, j);
    eigen.decompose(this.A);
    const { D } = eigen;
    for (let m = 0; m < users; m++) this.rotate(D, 0, B, m * block, rotated, m * block);
    this.readSpectrum(j, users);
    const lambda = this.lambda[j];
    const phi = this.phi[j];
    const xi = (cell.xi[j] = solve(lambda, phi, pMax));

    // V = D (Lambda + xi I)^-1 D^H B.
    const V = cell.V[j];
    for (let n = 0; n < Nt; n++) {
      const factor = phi[n] > 0 ? 1 / (lambda[n] + xi) : 0;
      for (let m = 0; m < users; m++) {
        const row = m * block + 2 * n * Ns;
        for (let s = row; s < row + 2 * Ns; s++) rotated[s] *= factor;
      }
    }
    for (let m = 0; m < users; m++) this.rotateBack(D, 0, rotated, m * block, V, m * block);
    projectPower(V, pMax);
    this.replaceProducts(cell, j);
  }

  /**
   * Lambda and the diagonal of Phi (27), which is the power of the rows of D^H B. In the null space of A_l
   * both are zero: B has nothing there but rounding, and the pseudo-inverse leaves it out.
   */
  private readSpectrum(j: number, users: number): void {
    const { Nt, Ns } = this.topology;
    const { rotated, eigen } = this;
    const lambda = this.lambda[j];
    const phi = this.phi[j];
    const smallest = NULL_SPACE * eigen.lambda[Nt - 1];
    for (let n = 0; n < Nt; n++) {
      const inRange = eigen.lambda[n] > smallest;
      lambda[n] = inRange ? eigen.lambda[n] : 0;
      phi[n] = 0;
      if (!inRange) continue;
      for (let m = 0; m < users; m++) {
        const row = 2 * (m * Nt + n) * Ns;
        for (let s = row; s < row + 2 * Ns; s++) phi[n] += rotated[s] * rotated[s];
      }
    }
  }

  /**
   * A_l = sum of omega_i H_i^H X_i H_i, and for each served user
   * B_k = omega_k H_k^H Y_k^H - sum of omega_i H_i^H X_i Z_i,k,l, [users, N_t, N_s].
   */
  private assemble(cell: OduCell, j: number): void {
    const { K, Nr, Nt, Ns } = this.topology;
    const { A, B, G, X, YH, T, Z } = this;
    const { users, places, served, own, product } = this.plans[j];
    const H = cell.H[j];
    const block = 2 * Nr * Ns;
    A.fill(0);
    B.fill(0, 0, 2 * served.length * Nt * Ns);
    for (let n = 0; n < users.length; n++) {
      const i = users[n];
      const h = 2 * places[n] * Nr * Nt;
      const omega = cell.omega[i];
      this.timesH(X, 2 * i * Nr * Nr, H, h, G, 0);
      for (let x = 0; x < G.length; x++) G[x] *= omega;
      this.addGram(H, h, G, 0, A, 0);
      for (let m = 0; m < served.length; m++) {
        const k = served[m];
        if (i === k) {
          for (let x = 0; x < block; x++) Z[x] = omega * YH[k * block + x];
          this.addColumns(H, h, Z, 0, B, 2 * m * Nt * Ns);
        }
        if (!this.init.coordinated) continue;
        // -Z_i,k,l (22): the sum over all O-RUs less this one's own product.
        const t = (i * K + k) * block;
        const p = own[n * served.length + m];
        for (let x = 0; x < block; x++) Z[x] = product[p + x] - T[t + x];
        this.addColumns(G, 0, Z, 0, B, 2 * m * Nt * Ns);
      }
    }
  }

  /** T takes O-RU j's new products for its old ones. */
  private replaceProducts(cell: OduCell, j: number): void {
    const { Nr, Ns } = this.topology;
    const { T } = this;
    const { pairs, product } = this.plans[j];
    const block = 2 * Nr * Ns;
    for (let n = 0, p = 0; n < pairs.length; n += 3, p += block) {
      const at = pairs[n + 2];
      for (let i = 0; i < block; i++) T[at + i] -= product[p + i];
    }
    this.multiplyPairs(cell, j);
    for (let n = 0, p = 0; n < pairs.length; n += 3, p += block) {
      const at = pairs[n + 2];
      for (let i = 0; i < block; i++) T[at + i] += product[p + i];
    }
  }
}

function planRadio(topology: Topology, l: number, reach: 'served' | 'coupled', used: Uint8Array): RadioPlan {
  const { K, Nr, Ns, coupled, served } = topology;
  const block = 2 * Nr * Ns;
  const users = reach === 'served' ? served[l] : coupled[l];
  const place = new Map(coupled[l].map((user, n) => [user, n]));
  const pairs: number[] = [];
  const offset = new Map<number, number>();
  for (const i of coupled[l]) {
    for (const [m, k] of served[l].entries()) {
      if (used[i * K + k] === 0) continue;
      offset.set(i * K + k, (pairs.length / 3) * block);
      pairs.push(place.get(i) as number, m, (i * K + k) * block);
    }
  }
  return {
    users: Int32Array.from(users),
    places: Int32Array.from(users, (i) => place.get(i) as number),
    served: Int32Array.from(served[l]),
    pairs: Int32Array.from(pairs),
    product: new Float64Array((pairs.length / 3) * block),
    own: Int32Array.from(users.flatMap((i) => served[l].map((k) => offset.get(i * K + k) ?? -1))),
  };
}
