import { addToDiagonal, mulByHermitianAdd } from './complex.ts';
import { cholesky } from './hermitian.ts';
import { kernel, type Kernel } from './kernels.ts';
import { range, type Topology } from './topology.ts';
import { Arena, memoryOf } from './wasm/arena.ts';
import { measureModule } from './wasm/measure.ts';

/** What the users measure: effective channels (9), received covariances and rates (7), (8). */
export class Measurement {
  /** Whose rows the arrays hold, ascending: all K, or those of one part of the network. */
  readonly users: readonly number[];
  /** Xi_k,i, [users (receiving k), K (i), N_r, N_s] complex. */
  readonly Xi: Float64Array;
  /** J_k = sum over i of Xi_k,i Xi_k,i^H + I, [users, N_r, N_r] complex. */
  readonly J: Float64Array;
  /** p_k = tr(J_k - Xi_k,k Xi_k,k^H) / N_r, interference and noise as a receive antenna has them in the mean, [users]. */
  readonly interference: Float64Array;
  /** r_k [bit/s/Hz], [users]. */
  readonly rates: Float64Array;
  /** V_k,l for k in K_l by O-RU l, [served users, N_t, N_s] complex, one after the other: read in place. */
  readonly V: readonly Float64Array[];
  private readonly topology: Topology;
  private readonly arena: Arena;
  /** By O-RU: how many users it serves, then where each one's Xi_k,i stands in row k [bytes]. */
  private readonly plan: Int32Array;
  private readonly own: Int32Array;
  /** Where a channel is copied that lies in no arena; empty until one comes. */
  private copied: Float64Array | null = null;
  private readonly scratch: Float64Array;
  private readonly addGram: Kernel;
  private kernels: { memory: WebAssembly.Memory; run: WebAssembly.Instance['exports'] } | null = null;

  constructor(topology: Topology, users: readonly number[] = range(topology.K)) {
    const { K, Nr, Nt, Ns, served } = topology;
    const rows = users.length;
    const block = 2 * Nr * Ns;
    const plan = served.flatMap((list) => [list.length, ...list.map((i) => 8 * block * i)]);
    const links = served.reduce((sum, list) => sum + list.length, 0);
    const numbers = rows * (K * block + 2 * Nr * Nr) + 2 * links * Nt * Ns;
    this.topology = topology;
    this.users = users;
    this.arena = new Arena(8 * numbers + 4 * (plan.length + rows) + 256);
    // Ahead of Xi: kernels compare its addresses as signed numbers.
    this.plan = this.arena.int32(plan.length);
    this.plan.set(plan);
    this.Xi = this.arena.float64(rows * K * block);
    this.J = this.arena.float64(2 * rows * Nr * Nr);
    this.V = served.map((users) => this.arena.float64(2 * users.length * Nt * Ns));
    this.own = this.arena.int32(rows);
    this.own.set(users);
    this.interference = new Float64Array(rows);
    this.rates = new Float64Array(rows);
    this.scratch = new Float64Array(2 * Nr * Nr);
    this.addGram = kernel(Nr, Ns, Nr, { hermitianB: true });
  }

  /**
   * @param H [users, L, N_r, N_t] complex; read in place if it lies in an {@link Arena}, as a Channel's does
   * @param V copied into `this.V` if they are others
   */
  measure(H: Float64Array, V: readonly Float64Array[] = this.V): void {
    const { K, L, Nr, Ns } = this.topology;
    const { Xi, J, plan, own, interference, rates, users } = this;
    const { run, h } = this.kernelsFor(H);
    if (V !== this.V) for (let l = 0; l < L; l++) this.V[l].set(V[l]);
    Xi.fill(0);
    const block = 2 * Nr * Ns;
    run.effectiveChannels(
      h,
      this.V[0].byteOffset,
      plan.byteOffset,
      Xi.byteOffset,
      users.length,
      L,
      8 * K * block,
    );
    run.interference(Xi.byteOffset, J.byteOffset, own.byteOffset, users.length, K);
    const size = 2 * Nr * Nr;
    for (let n = 0; n < users.length; n++) {
      // Interference and noise first, then the user's own signal: taking it out of J_k would cancel digits.
      const at = n * size;
      interference[n] = 0;
      for (let r = 0; r < Nr; r++) interference[n] += J[at + 2 * r * (Nr + 1)] / Nr;
      const others = this.logDeterminant(at);
      const x = (n * K + users[n]) * block;
      this.addGram(Xi, x, Xi, x, J, at);
      rates[n] = (this.logDeterminant(at) - others) / Math.LN2;
    }
  }

  private kernelsFor(H: Float64Array) {
    let channel = H;
    if (memoryOf(H) === undefined) {
      this.copied ??= new Arena(8 * H.length).float64(H.length);
      this.copied.set(H);
      channel = this.copied;
    }
    const memory = memoryOf(channel) as WebAssembly.Memory;
    if (this.kernels?.memory !== memory) {
      const { Nr, Nt, Ns } = this.topology;
      this.kernels = { memory, run: measureModule(Nr, Nt, Ns).over([this.arena.memory, memory]) };
    }
    return { run: this.kernels.run, h: channel.byteOffset };
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
