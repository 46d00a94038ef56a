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
  /** Of each coupled pair, user after user as H has them: its place in H, its O-RU, its place in what the O-DU gets. */
  private readonly pairs: Int32Array;
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
    const { L, Nr, Nt, coupled } = topology;
    const block = 2 * Nr * Nt;
    const places = coupled.map(() => 0);
    this.pairs = Int32Array.from(
      users.flatMap((k, row) =>
        range(L).flatMap((l) =>
          coupled[l].includes(k) ? [(row * L + l) * block, l, places[l]++ * block] : [],
        ),
      ),
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
   * @param out by O-RU: [held users among the coupled, N_r, N_t] complex
   */
  estimate(H: Float64Array, out: readonly (Float64Array | Float32Array)[]): void {
    const { pairs, topology } = this;
    const block = 2 * topology.Nr * topology.Nt;
    for (let n = 0; n < pairs.length; n += 3) {
      const from = pairs[n];
      const to = pairs[n + 2];
      const channels = out[pairs[n + 1]];
      for (let i = 0; i < block; i++) channels[to + i] = H[from + i];
    }
    if (this.rho > 0) this.addErrors(H, out);
  }

  private addErrors(H: Float64Array, out: readonly (Float64Array | Float32Array)[]): void {
    const { pairs, users, errors, topology } = this;
    const { L, Nr, Nt, beta, noise } = topology;
    const block = 2 * Nr * Nt;
    for (let n = 0; n < pairs.length; n += 3) {
      const [from, l, to] = [pairs[n], pairs[n + 1], pairs[n + 2]];
      const row = Math.floor(from / (L * block));
      const deviation = this.rho * Math.sqrt(beta[users[row] * L + l] / noise / 2);
      const error = errors[row];
      for (let i = 0; i < block; i++) out[l][to + i] = H[from + i] + deviation * error.normal();
    }
  }
}
