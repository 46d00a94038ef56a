import { Random } from './random.ts';
import { range, type Topology } from './topology.ts';
import { Arena } from './wasm/arena.ts';

/**
 * Channel estimates H + E with the entries of E in CN(0, rho^2 beta_k,l), drawn anew each RT loop
 * (Section IV, Fig. 12).
 */
export class CsiEstimator {
  private readonly topology: Topology;
  /** Errors of each held user's estimates: streams of their own, as the users' fading has. */
  private readonly errors: readonly Random[];
  /** The coupled pairs' numbers in H, user after user. */
  private readonly pairs: Int32Array;
  private readonly users: readonly number[];
  /** Standard deviation of a real or imaginary part over that of the channel. */
  private rho = 0;
  /** H + E, once there is an error. */
  private estimates: Float64Array | null = null;

  /**
   * @param errorDb rho^2 [dB]; null for perfect CSI
   * @param users whose channels are estimated, ascending; by default all
   */
  constructor(
    topology: Topology,
    errorDb: number | null,
    seed: number,
    users: readonly number[] = range(topology.K),
  ) {
    this.topology = topology;
    this.users = users;
    this.errors = users.map((k) => new Random(seed, `csi-error of user ${k}`));
    const { L, coupled } = topology;
    this.pairs = Int32Array.from(
      users.flatMap((k, row) => range(L).flatMap((l) => (coupled[l].includes(k) ? [row * L + l] : []))),
    );
    this.setError(errorDb);
  }

  /**
   * Another error from the next estimate on. Nothing is drawn while CSI is perfect: an error that comes
   * later starts at the stream's beginning, one that comes back goes on where it was.
   *
   * @param errorDb rho^2 [dB]; null for perfect CSI
   */
  setError(errorDb: number | null): void {
    this.rho = errorDb === null ? 0 : 10 ** (errorDb / 20);
  }

  /**
   * What the O-DUs learn in one RT loop.
   *
   * @param H the true channel, [held users, L, N_r, N_t] complex
   * @returns its estimates likewise, of the coupled pairs alone: H itself, or an array in an {@link Arena} that
   *   the next call writes again
   */
  estimate(H: Float64Array): Float64Array {
    if (this.rho === 0) return H;
    const { pairs, users, errors, topology } = this;
    const { L, Nr, Nt, beta, noise } = topology;
    const block = 2 * Nr * Nt;
    const estimates = (this.estimates ??= new Arena(8 * H.length).float64(H.length));
    for (const pair of pairs) {
      const row = Math.floor(pair / L);
      const deviation = this.rho * Math.sqrt(beta[users[row] * L + (pair % L)] / noise / 2);
      const error = errors[row];
      const end = (pair + 1) * block;
      for (let i = pair * block; i < end; i++) estimates[i] = H[i] + deviation * error.normal();
    }
    return estimates;
  }
}

/**
 * Gives O-RUs the channels that they are coupled with.
 *
 * @param H [K, L, N_r, N_t] complex
 * @param out by O-RU l: [coupled users, N_r, N_t] complex
 */
export function hear({ L, Nr, Nt, coupled }: Topology, H: Float64Array, out: readonly Float64Array[]): void {
  const block = 2 * Nr * Nt;
  for (let l = 0; l < L; l++) {
    let to = 0;
    for (const k of coupled[l]) {
      const from = (k * L + l) * block;
      for (let i = 0; i < block; i++) out[l][to++] = H[from + i];
    }
  }
}
