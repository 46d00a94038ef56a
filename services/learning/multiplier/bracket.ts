import { powerAt } from '@chorus/phy';

/** Positions in the bracket at which the network sees the power: closer where most roots lie. */
const PROBES = [0.15, 0.35, 0.65];
/** How many numbers of a problem the network sees. */
export const INPUTS = 5 + PROBES.length;

/**
 * (28) without its scale, and a bracket for its root.
 *
 * With S = sqrt(sum Phi / P_max), l = Lambda / S and p = Phi / sum Phi, x = xi / S solves f(x) = 1, where
 * f(x) = (sum over n of p_n / (l_n + x)^2)^(-1/2).
 *
 * x is at least x0, the largest of 0, 1 - sum of p_n l_n (Jensen's inequality) and sqrt(p_n) - l_n (no term alone
 * exceeds the whole). f is concave with a slope of at least 1, so with f0 = f(x0) the root lies between
 * x0 + (1 - f0) / f'(x0) and x0 + 1 - f0: within [1 - l_max, 1 - l_min], and narrower.
 *
 * What the network sees are sums over n, so that neither the order of the eigenvalues nor their number
 * matters: f0, ratios of the moments of 1 / (l_n + x0), and the power at three points of the bracket.
 */
export class Bracket {
  /** What the network sees: -ln f0, four ratios between 0 and 1, and ln(power / P_max) at the three points. */
  readonly inputs = new Float64Array(INPUTS);
  // One array for what is read below: fields would be boxed anew with every number.
  private readonly state = new Float64Array(4);

  /** S [the unit of lambda]. */
  get scale(): number {
    return this.state[0];
  }

  /** x0. */
  get start(): number {
    return this.state[1];
  }

  /** From x0 to the lower end of the bracket. */
  get reach(): number {
    return this.state[2];
  }

  /** ln of how many times further from x0 its upper end lies. */
  get span(): number {
    return this.state[3];
  }

  /** Reads a problem whose power at xi = 0 exceeds P_max. Terms with phi = 0 do not count. */
  read(lambda: Float64Array, phi: Float64Array, pMax: number): void {
    const { state, inputs } = this;
    let sum = 0;
    for (let n = 0; n < phi.length; n++) sum += phi[n];
    const S = Math.sqrt(sum / pMax);
    let mean = 0;
    let alone = 0;
    for (let n = 0; n < phi.length; n++) {
      if (phi[n] <= 0) continue;
      mean += (phi[n] / sum) * (lambda[n] / S);
      alone = Math.max(alone, Math.sqrt(phi[n] / sum) - lambda[n] / S);
    }
    const x0 = Math.max(0, 1 - mean, alone);
    // Sums of p_n / d_n^k, d_n = l_n + x0, for k = 1 to 5.
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    let s4 = 0;
    let s5 = 0;
    for (let n = 0; n < phi.length; n++) {
      if (phi[n] <= 0) continue;
      const inverse = 1 / (lambda[n] / S + x0);
      let term = (phi[n] / sum) * inverse;
      s1 += term;
      s2 += term *= inverse;
      s3 += term *= inverse;
      s4 += term *= inverse;
      s5 += term * inverse;
    }
    const f0 = Math.min(1, 1 / Math.sqrt(s2));
    // f'(x0).
    const slope = Math.max(1, (s3 / s2) * f0);
    const reach = (1 - f0) / slope;
    state[0] = S;
    state[1] = x0;
    state[2] = reach;
    state[3] = Math.log(slope);
    inputs[0] = -Math.log(f0);
    inputs[1] = 1 / slope;
    inputs[2] = (s3 * s3) / (s2 * s4);
    inputs[3] = (s4 * s4) / (s3 * s5);
    inputs[4] = (s2 * s2) / (s1 * s3);
    for (let i = 0; i < PROBES.length; i++) {
      inputs[5 + i] = Math.log(powerAt(lambda, phi, this.at(PROBES[i])) / pMax);
    }
  }

  /** xi at a position of the bracket, from 0 (its lower end) to 1, even in ln(x - x0). */
  at(position: number): number {
    const { state } = this;
    return state[0] * (state[1] + state[2] * Math.exp(position * state[3]));
  }
}
