import { range, type Topology } from './topology.ts';
import { Arena } from './wasm/arena.ts';

/** The cells' channels H by O-RU l. @param cells of all O-DUs */
export function channelsByRadio({ L, oduOfRadio }: Topology, cells: readonly OduCell[]): Float64Array[] {
  return range(L).map((l) => {
    const { H, radios } = cells[oduOfRadio[l]];
    return H[radios.indexOf(l)];
  });
}

/**
 * What one O-DU knows and decides: the memory that dApps work on. Allocated once; a slot only
 * overwrites it. Complex numbers are interleaved (re, im), rows first.
 */
export class OduCell {
  readonly topology: Topology;
  /** What the arrays lie in: kernels work on them in place. */
  readonly arena: Arena;
  readonly odu: number;
  /** L_u^DU, ascending; every array "by local O-RU" follows this order. */
  readonly radios: readonly number[];
  /** By local O-RU l: H_i,l for i in `topology.coupled[l]`, [users, N_r, N_t] complex, this RT loop. */
  readonly H: readonly Float64Array[];
  /** By local O-RU l: V_k,l for k in `topology.served[l]`, [users, N_t, N_s] complex. */
  readonly V: readonly Float64Array[];
  /** The V of all local O-RUs, one after the other. */
  readonly precoders: Float64Array;
  /** xi_l by local O-RU. */
  readonly xi: Float64Array;
  /** omega_k = 1 + mu_k, [K]. */
  readonly omega: Float64Array;
  /** U_k, [K, N_r, N_s] complex. */
  readonly U: Float64Array;
  /** W_k, [K, N_s, N_s] complex. */
  readonly W: Float64Array;
  /** Sums of H_i,j V_k,j over the O-RUs j of other O-DUs as of the last D2, [K (i), K (k), N_r, N_s] complex. */
  readonly Zremote: Float64Array;

  constructor(topology: Topology, odu: number) {
    const { K, Nt, Nr, Ns, radiosOfOdu, coupled, served } = topology;
    this.topology = topology;
    this.odu = odu;
    this.radios = radiosOfOdu[odu];
    const numbers = (lists: readonly (readonly number[])[]) =>
      this.radios.reduce((sum, l) => sum + lists[l].length + 1, 0);
    const reals = 2 * Nt * (numbers(coupled) * Nr + numbers(served) * Ns) + 4 * K * (Nr + Ns) * Ns;
    this.arena = new Arena(8 * (reals + 2 * K * K * Nr * Ns + K + this.radios.length) + 256);
    this.H = this.radios.map((l) => this.arena.float64(2 * coupled[l].length * Nr * Nt));
    const lengths = this.radios.map((l) => 2 * served[l].length * Nt * Ns);
    this.precoders = this.arena.float64(lengths.reduce((sum, length) => sum + length, 0));
    let end = 0;
    this.V = lengths.map((length) => this.precoders.subarray(end, (end += length)));
    this.xi = this.arena.float64(this.radios.length);
    this.omega = this.arena.float64(K).fill(1);
    this.U = this.arena.float64(2 * K * Nr * Ns);
    this.W = this.arena.float64(2 * K * Ns * Ns);
    this.Zremote = this.arena.float64(2 * K * K * Nr * Ns);
  }
}
