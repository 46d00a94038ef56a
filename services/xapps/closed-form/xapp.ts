import type { FilterXApp, XAppComponents, XAppInit } from '@chorus/contracts';
import { addToDiagonal, FilterEquations, receivedCovariance, WEIGHT_FLOOR } from '@chorus/phy';

/**
 * U_k and W_k by (17) and (16) from what the xApp observes.
 *
 * Under `neighbours` J_k holds the interference of I_k only; the loading stands for the rest. Under
 * `covariance` J_k is whole and (16)-(17) are exact. Under `power` it is as strong, but isotropic:
 * Xi_k,k Xi_k,k^H + p_k I.
 */
export function createXApp({ topology, observe }: XAppComponents, init: XAppInit): FilterXApp {
  const { Nr, Ns } = topology;
  const loadingDb = init.loadingDb ?? null;
  const loading = loadingDb === null ? 0 : 10 ** (loadingDb / 10);
  const equations = new FilterEquations(Nr, Ns);
  const J = new Float64Array(2 * Nr * Nr);
  return {
    name: 'closed-form',
    gives: 'filters',
    filter(observation, U, W) {
      const { Xi, interference } = observation;
      if (observe === 'covariance' && observation.J !== null) J.set(observation.J);
      else receivedCovariance(Xi.length / (2 * Nr * Ns), Nr, Ns, Xi, 0, J);
      // p_k holds the noise, and so does J already.
      if (interference !== null) addToDiagonal(Nr, J, interference - 1);
      equations.receiveFilter(J, loading, Xi, 0, U);
      equations.weight(U, Xi, 0, WEIGHT_FLOOR, W);
    },
  };
}
