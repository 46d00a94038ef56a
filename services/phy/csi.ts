import { Random } from './random.ts';
import { range, type Topology } from './topology.ts';

/**
 * Channel estimates H + E with the entries of E in CN(0, rho^2 beta_k,l), drawn anew each RT loop
 * (Section IV, Fig. 12).
 */
export class CsiEstimator {
  private readonly topology: Topology;
  /** Errors of each user's estimates: streams of their own, as the users' fading has. */
  private readonly errors: readonly Random[];
  /** Standard deviation of a real or imaginary part over that of the channel. */
  private rho = 0;

  /** @param errorDb rho^2 [dB]; null for perfect CSI */
  constructor(topology: Topology, errorDb: number | null, seed: number) {
    this.topology = topology;
    this.errors = range(topology.K).map((k) => new Random(seed, `csi-error of user ${k}`));
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
   * @param H the true channel, [K, L, N_r, N_t] complex
   * @param out [coupled users, N_r, N_t] complex
   */
  estimate(H: Float64Array, radio: number, out: Float64Array): void {
    const { L, Nr, Nt, coupled, beta, noise } = this.topology;
    const block = 2 * Nr * Nt;
    const users = coupled[radio];
    for (let n = 0; n < users.length; n++) {
      const pair = users[n] * L + radio;
      for (let i = 0; i < block; i++) out[n * block + i] = H[pair * block + i];
      if (this.rho === 0) continue;
      const deviation = this.rho * Math.sqrt(beta[pair] / noise / 2);
      const error = this.errors[users[n]];
      for (let i = 0; i < block; i++) out[n * block + i] += deviation * error.normal();
    }
  }
}
