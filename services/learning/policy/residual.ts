import {
  FilterEquations,
  fromSpectrum,
  HermitianEigen,
  mulAdd,
  mulByHermitianAdd,
  WEIGHT_FLOOR,
} from '@chorus/phy';
import type { Observed, Policy, PolicyInit } from './policy.ts';
import { Sight } from './sight.ts';

/** Interference and noise are never less; a J_k rounded to float32 can say otherwise of a strong user. */
const NOISE = 1;

/** How far an action of 1 goes, as factors' logarithms. */
export interface ResidualReach {
  /** Of the interference along a receive direction. */
  interference: number;
  /** Of the weight of a stream. */
  weight: number;
}

/**
 * Corrects the closed form (16)-(17) in the two things that it cannot know: how much interference there is
 * beside what is observed, and how much a stream is worth to the whole network.
 *
 * With a in [-1, 1]^(N_r + N_s): R' = T R T, where T scales the user's own receive directions by
 * exp(a_d reach / 2); U = (Xi Xi^H + R')^-1 Xi as in (17); W = E^-1 as in (16), its eigenvalues times
 * exp(a_s reach). U and W stay matched to each other, which free corrections do not: a U of 20 % too
 * large against its W costs a third of the sum rate. a = 0 is the closed form.
 */
export class ResidualPolicy implements Policy {
  readonly observationSize: number;
  readonly actionSize: number;
  private readonly init: PolicyInit;
  private readonly reach: ResidualReach;
  private readonly sight: Sight;
  private readonly equations: FilterEquations;
  private readonly weight: HermitianEigen;
  private readonly Xi: Float64Array;
  private readonly powers: Float64Array;
  private readonly T: Float64Array;
  private readonly TR: Float64Array;
  private readonly J: Float64Array;

  constructor(init: PolicyInit, reach: ResidualReach) {
    const { nr, ns, observe } = init;
    this.init = init;
    this.reach = reach;
    this.observationSize = observe === 'neighbours' ? 7 : 5;
    this.actionSize = nr + ns;
    this.sight = new Sight(init);
    this.equations = new FilterEquations(nr, ns);
    this.weight = new HermitianEigen(ns);
    this.Xi = new Float64Array(2 * nr * ns);
    this.powers = new Float64Array(nr);
    this.T = new Float64Array(2 * nr * nr);
    this.TR = new Float64Array(2 * nr * nr);
    this.J = new Float64Array(2 * nr * nr);
  }

  /**
   * Level and spread of the own strengths; level, spread and coherence of the interference that is seen, along the
   * own directions. Under `neighbours` also the strongest observed user's share of it, and the own level once more where it
   * is above the middle: what suits a strong user ruins a weak one, most of whose interference may come from users
   * that nobody observes. Each is shifted and scaled to about unit variance over users of the paper's network.
   *
   * So few, since a linear actor with few weights learnt in minutes what one that saw each neighbour's power did not.
   */
  observe(seen: Observed, features: Float64Array): void {
    const { nr, ns, observe } = this.init;
    const { sight, powers, Xi } = this;
    for (let i = 0; i < Xi.length; i++) Xi[i] = seen.Xi[i];
    sight.look(seen);
    for (let d = 0; d < ns; d++) powers[d] = 1 + Math.max(0, sight.own.lambda[nr - 1 - d]);
    features[0] = (meanDecades(powers, ns) - 6.8) / 0.45;
    features[1] = (Math.log10(powers[0] / powers[ns - 1]) - 0.3) / 0.3;
    sight.along(sight.seen, powers);
    for (let d = 0; d < nr; d++) powers[d] = Math.max(NOISE, powers[d]);
    features[2] = (meanDecades(powers, nr) - 5) / 0.5;
    features[3] = Math.log10(powers[0] / powers[nr - 1]) / 0.3;
    features[4] = (sight.coherence(sight.seen) - 0.3) / 0.2;
    if (observe !== 'neighbours') return;
    features[5] = (sight.strongestShare(seen.Xi) - 0.5) / 0.2;
    features[6] = Math.max(0, features[0]);
  }

  act(action: Float64Array, U: Float64Array, W: Float64Array): void {
    const { nr, ns } = this.init;
    const { reach, sight, equations, weight, Xi, T, TR, J } = this;
    fromSpectrum(sight.own, (_, n) => Math.exp((action[nr - 1 - n] * reach.interference) / 2), T);
    TR.fill(0);
    mulAdd(nr, nr, nr, T, 0, sight.R, 0, TR, 0);
    J.fill(0);
    mulAdd(nr, nr, nr, TR, 0, T, 0, J, 0);
    mulByHermitianAdd(nr, ns, nr, Xi, 0, Xi, 0, J, 0);
    equations.receiveFilter(J, 0, Xi, 0, U);
    equations.weight(U, Xi, 0, WEIGHT_FLOOR, W);
    weight.decompose(W);
    fromSpectrum(weight, (w, n) => w * Math.exp(action[nr + ns - 1 - n] * reach.weight), W);
  }

  /** Interference along each own direction as R has it; weights as they are. */
  imitate(R: Float64Array, action: Float64Array): void {
    const { nr } = this.init;
    const { sight, powers, reach } = this;
    action.fill(0);
    sight.along(sight.R, powers);
    for (let d = 0; d < nr; d++) action[d] = -Math.log(Math.max(NOISE, powers[d]));
    sight.along(R, powers);
    for (let d = 0; d < nr; d++) {
      const a = (action[d] + Math.log(powers[d])) / reach.interference;
      action[d] = Math.min(1, Math.max(-1, a));
    }
  }
}

/** Mean of the first n powers' decimal logarithms. */
function meanDecades(powers: Float64Array, n: number): number {
  let sum = 0;
  for (let d = 0; d < n; d++) sum += Math.log10(powers[d]);
  return sum / n;
}
