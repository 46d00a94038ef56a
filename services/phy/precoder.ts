import { mulAdd, mulByHermitianAdd, mulHermitianAdd } from './complex.ts';
import { HermitianEigen, NULL_SPACE } from './hermitian.ts';
import type { OduCell } from './odu-cell.ts';
import { usedPairs } from './pairs.ts';
import { powerOf, scalePower } from './power.ts';
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
  /** Where `pairs` of user k of `served` start, and the end. */
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

  constructor(topology: Topology, odu: number, init: PrecoderInit) {
    const { K, Nt, Nr, Ns, radiosOfOdu, coupled, served } = topology;
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
    const mostCoupled = Math.max(0, ...radios.map((l) => coupled[l].length));
    this.T = new Float64Array(K * K * block);
    this.X = new Float64Array(2 * K * Nr * Nr);
    this.YH = new Float64Array(K * block);
    this.A = new Float64Array(2 * Nt * Nt);
    this.G = new Float64Array(2 * mostCoupled * Nr * Nt);
    this.B = new Float64Array(2 * mostServed * Nt * Ns);
    this.rotated = new Float64Array(2 * mostServed * Nt * Ns);
    this.Z = new Float64Array(block);
    this.eigen = new HermitianEigen(Nt);
    this.lambda = radios.map(() => new Float64Array(Nt));
    this.phi = radios.map(() => new Float64Array(Nt));
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
    X.fill(0);
    YH.fill(0);
    const block = 2 * Nr * Ns;
    for (let k = 0; k < K; k++) {
      mulAdd(Nr, Ns, Ns, U, k * block, W, 2 * k * Ns * Ns, YH, k * block);
      mulByHermitianAdd(Nr, Ns, Nr, YH, k * block, U, k * block, X, 2 * k * Nr * Nr);
    }
  }

  /** T = what other O-DUs contribute as of the last D2, and this O-DU's O-RUs with H now and V of the last slot. */
  private sumOverRadios(cell: OduCell): void {
    const { Nr, Nt, Ns } = this.topology;
    const { T, usedOffsets, plans } = this;
    const block = 2 * Nr * Ns;
    for (let n = 0; n < usedOffsets.length; n++) {
      const at = usedOffsets[n];
      for (let i = at; i < at + block; i++) T[i] = cell.Zremote[i];
    }
    for (let j = 0; j < plans.length; j++) {
      const { pairs, product } = plans[j];
      product.fill(0);
      for (let n = 0, p = 0; n < pairs.length; n += 3, p += block) {
        mulAdd(Nr, Nt, Ns, cell.H[j], 2 * pairs[n] * Nr * Nt, cell.V[j], 2 * pairs[n + 1] * Nt * Ns, product, p);
        const at = pairs[n + 2];
        for (let i = 0; i < block; i++) T[at + i] += product[p + i];
      }
    }
  }

  private precodeRadio(cell: OduCell, j: number, solve: SolveMultiplier): void {
    const { Nt, Ns, pMax } = this.topology;
    const { served } = this.plans[j];
    const { eigen, B, rotated } = this;
    this.assemble(cell, j);
    eigen.decompose(this.A);
    const { lambda, D } = eigen;
    const largest = lambda[Nt - 1];

    // D^H B, and phi: the power of its rows (27). In the null space of A_l B is zero but for rounding, and stays so.
    const columns = served.length * Ns;
    rotated.fill(0, 0, 2 * Nt * columns);
    mulHermitianAdd(Nt, Nt, columns, D, 0, B, 0, rotated, 0);
    const lambdas = this.lambda[j];
    const phi = this.phi[j];
    for (let n = 0; n < Nt; n++) {
      const inRange = lambda[n] > NULL_SPACE * largest;
      lambdas[n] = inRange ? lambda[n] : 0;
      phi[n] = 0;
      for (let i = 2 * n * columns; i < 2 * (n + 1) * columns; i++) phi[n] += rotated[i] * rotated[i];
      if (!inRange) phi[n] = 0;
    }
    const xi = (cell.xi[j] = solve(lambdas, phi, pMax));

    // V = D (Lambda + xi I)^-1 D^H B.
    for (let n = 0; n < Nt; n++) {
      const factor = phi[n] > 0 ? 1 / (lambdas[n] + xi) : 0;
      for (let i = 2 * n * columns; i < 2 * (n + 1) * columns; i++) rotated[i] *= factor;
    }
    B.fill(0, 0, 2 * Nt * columns);
    mulAdd(Nt, Nt, columns, D, 0, rotated, 0, B, 0);
    const V = cell.V[j];
    for (let m = 0; m < served.length; m++) {
      for (let t = 0; t < Nt; t++) {
        for (let s = 0; s < 2 * Ns; s++) V[2 * (m * Nt + t) * Ns + s] = B[2 * (t * columns + m * Ns) + s];
      }
    }
    const power = powerOf(V);
    if (power > pMax) scalePower(V, power, pMax);
    this.replaceProducts(cell, j);
  }

  /** A_l = sum of omega_i H^H X_i H, and B_k = omega_k H_k^H Y_k^H - sum of omega_i H_i^H X_i Z_i,k,l, beside each other. */
  private assemble(cell: OduCell, j: number): void {
    const { Nr, Nt, Ns } = this.topology;
    const { A, B, G, X, YH, T, Z } = this;
    const { users, places, served, own, product } = this.plans[j];
    const H = cell.H[j];
    const gBlock = 2 * Nr * Nt;
    const block = 2 * Nr * Ns;
    const columns = served.length * Ns;
    A.fill(0);
    B.fill(0, 0, 2 * Nt * columns);
    G.fill(0, 0, users.length * gBlock);
    for (let n = 0; n < users.length; n++) {
      const i = users[n];
      const h = places[n] * gBlock;
      const omega = cell.omega[i];
      mulAdd(Nr, Nr, Nt, X, 2 * i * Nr * Nr, H, h, G, n * gBlock);
      for (let x = n * gBlock; x < (n + 1) * gBlock; x++) G[x] *= omega;
      mulHermitianAdd(Nt, Nr, Nt, H, h, G, n * gBlock, A, 0);
      for (let m = 0; m < served.length; m++) {
        const k = served[m];
        if (this.init.coordinated) {
          const t = (i * this.topology.K + k) * block;
          const p = own[n * served.length + m];
          for (let x = 0; x < block; x++) Z[x] = product[p + x] - T[t + x];
        } else Z.fill(0);
        if (i === k) {
          // omega_k H_k^H Y_k^H joins the sum as the part of Z that X_k would have to be divided out of.
          this.addSignal(H, h, omega, YH, k * block, m, columns);
        }
        this.addColumns(G, n * gBlock, Z, m, columns);
      }
    }
  }

  /** B_m += omega H^H Y^H. */
  private addSignal(
    H: Float64Array,
    h: number,
    omega: number,
    YH: Float64Array,
    y: number,
    m: number,
    columns: number,
  ): void {
    const { Nr, Nt, Ns } = this.topology;
    const { B } = this;
    for (let t = 0; t < Nt; t++) {
      for (let s = 0; s < Ns; s++) {
        let re = 0;
        let im = 0;
        for (let r = 0; r < Nr; r++) {
          const a = h + 2 * (r * Nt + t);
          const b = y + 2 * (r * Ns + s);
          re += H[a] * YH[b] + H[a + 1] * YH[b + 1];
          im += H[a] * YH[b + 1] - H[a + 1] * YH[b];
        }
        const at = 2 * (t * columns + m * Ns + s);
        B[at] += omega * re;
        B[at + 1] += omega * im;
      }
    }
  }

  /** B_m += G^H Z, with Z = -Z_i,k,l. */
  private addColumns(G: Float64Array, g: number, Z: Float64Array, m: number, columns: number): void {
    const { Nr, Nt, Ns } = this.topology;
    const { B } = this;
    for (let t = 0; t < Nt; t++) {
      for (let s = 0; s < Ns; s++) {
        let re = 0;
        let im = 0;
        for (let r = 0; r < Nr; r++) {
          const a = g + 2 * (r * Nt + t);
          const b = 2 * (r * Ns + s);
          re += G[a] * Z[b] + G[a + 1] * Z[b + 1];
          im += G[a] * Z[b + 1] - G[a + 1] * Z[b];
        }
        const at = 2 * (t * columns + m * Ns + s);
        B[at] += re;
        B[at + 1] += im;
      }
    }
  }

  /** T takes O-RU j's new products for its old ones. */
  private replaceProducts(cell: OduCell, j: number): void {
    const { Nr, Nt, Ns } = this.topology;
    const { T } = this;
    const { pairs, product } = this.plans[j];
    const block = 2 * Nr * Ns;
    for (let n = 0, p = 0; n < pairs.length; n += 3, p += block) {
      const at = pairs[n + 2];
      for (let i = 0; i < block; i++) {
        T[at + i] -= product[p + i];
        product[p + i] = 0;
      }
      mulAdd(Nr, Nt, Ns, cell.H[j], 2 * pairs[n] * Nr * Nt, cell.V[j], 2 * pairs[n + 1] * Nt * Ns, product, p);
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
