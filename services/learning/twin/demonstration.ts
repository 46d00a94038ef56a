import {
  addToDiagonal,
  mulByHermitianAdd,
  type Measurement,
  type Topology,
  type TwinInit,
} from '@chorus/phy';
import { Actor } from '../actor.ts';
import type { Policy, PolicyInit } from '../policy/policy.ts';
import { twinOf, type EnvironmentInit } from './environment.ts';
import { observer } from './observer.ts';

/** Situations and the actions that answer them best, as imitation learns them. */
export interface Demonstrations {
  /** [count, observation] */
  features: Float32Array;
  /** In [-1, 1], [count, action]. */
  actions: Float32Array;
}

/**
 * Users of a network under the closed form, each with the action that comes closest to the closed form over all
 * users: what their whole interference covariance R_k asks for.
 *
 * @param policy of the actor that will learn from them
 * @param gain on R_k: above 1, filters and weights that reckon with more interference than there is
 */
export function demonstrate(
  topology: Topology,
  policy: Policy,
  spec: PolicyInit,
  init: TwinInit & Pick<EnvironmentInit, 'precoder'>,
  { loops, gain }: { loops: number; gain: number },
): Demonstrations {
  const { K, Nr } = topology;
  const { observationSize, actionSize } = policy;
  const closedForm = new Actor(null, spec);
  const see = observer(topology, spec.observe);
  const features = new Float64Array(observationSize);
  const action = new Float64Array(actionSize);
  const R = new Float64Array(2 * Nr * Nr);
  const all = {
    features: new Float32Array(loops * K * observationSize),
    actions: new Float32Array(loops * K * actionSize),
  };
  let n = 0;
  const twin = twinOf(topology, init, (measured, k, U, W) => {
    const seen = see(measured, k);
    policy.observe(seen, features);
    interferenceCovariance(topology, measured, k, R);
    for (let i = 0; i < R.length; i++) R[i] *= gain;
    policy.imitate(R, action);
    all.features.set(features, n * observationSize);
    all.actions.set(action, n * actionSize);
    n++;
    closedForm.filter(seen, U, W);
  });
  for (let loop = 0; loop < loops; loop++) twin.loop();
  return all;
}

/** R_k = I + sum over i other than k of Xi_k,i Xi_k,i^H: summed, since J_k less the own part would cancel digits. */
function interferenceCovariance(
  { K, Nr, Ns }: Topology,
  { Xi }: Measurement,
  k: number,
  R: Float64Array,
): void {
  R.fill(0);
  addToDiagonal(Nr, R, 1);
  for (let i = 0; i < K; i++) {
    const at = 2 * (k * K + i) * Nr * Ns;
    if (i !== k) mulByHermitianAdd(Nr, Ns, Nr, Xi, at, Xi, at, R, 0);
  }
}
