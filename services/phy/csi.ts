import { Random } from './random.ts';
import { range, type Topology } from './topology.ts';

/**
 * Channel estimates H + E with the entries of E in CN(0, rho^2 beta_k,l), drawn anew each RT loop
 * (Section IV, Fig. 12).
 */
export class CsiEstimator {
  private readonly topology: Topology;
  /** Errors of each held user's estimates: streams of their own, as the users' fading has. */
  private readonly errors: readonly Random[];
  /** By O-RU: rows of the held users that it is coupled with. */
  private readonly rows: readonly (readonly number[])[];
  private readonly users: readonly number[];
  /** Standard deviation of a real or imaginary part over that of the channel. */
  private rho = 0;

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
    const rowOf = new Map(users.map((k, row) => [k, row]));
    this.rows = topology.coupled.map((coupled) => coupled.flatMap((k) => rowOf.get(k) ?? []));
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
   * What the O-DU learns of O-RU `radio`. Call for O-RUs in ascending order: a user's errors are one stream.
   *
   * @param H the true channel, [held users, L, N_r, N_t] complex
   * @param out [held users among the coupled, N_r, N_t] complex
   */
  estimate(H: Float64Array, radio: number, out: Float64Array): void {
    const { L, Nr, Nt, beta, noise } = this.topology;
    const block = 2 * Nr * Nt;
    const rows = this.rows[radio];
    for (let n = 0; n < rows.length; n++) {
      const from = (rows[n] * L + radio) * block;
      for (let i = 0; i < block; i++) out[n * block + i] = H[from + i];
      if (this.rho === 0) continue;
      const deviation = this.rho * Math.sqrt(beta[this.users[rows[n]] * L + radio] / noise / 2);
      const error = this.errors[rows[n]];
      for (let i = 0; i < block; i++) out[n * block + i] += deviation * error.normal();
    }
  }
}
