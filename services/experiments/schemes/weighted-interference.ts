import type { FilterXApp, XAppComponents, XAppInit } from '@chorus/contracts';
import { addToDiagonal, FilterEquations, receivedCovariance, WEIGHT_FLOOR } from '@chorus/phy';

/**
 * The closed form (16)-(17) with all that is not the user's own signal taken `xapp.loading_db` stronger than
 * it was measured: J' = Xi_kk Xi_kk^H + w (J_k - Xi_kk Xi_kk^H). One constant, and so a rival of every actor
 * that sees the interference whole, under `covariance` or `power`.
 */
export function createXApp({ topology, observe }: XAppComponents, init: XAppInit): FilterXApp {
  const { Nr, Ns } = topology;
  const weight = 10 ** ((init.loadingDb ?? 0) / 10);
  const equations = new FilterEquations(Nr, Ns);
  /** Xi_kk Xi_kk^H + I. */
  const own = new Float64Array(2 * Nr * Nr);
  const J = new Float64Array(2 * Nr * Nr);
  return {
    name: 'weighted-interference',
    gives: 'filters',
    filter({ Xi, J: measured, interference }, U, W) {
      receivedCovariance(1, Nr, Ns, Xi, 0, own);
      if (observe === 'covariance' && measured !== null) J.set(measured);
      else receivedCovariance(Xi.length / (2 * Nr * Ns), Nr, Ns, Xi, 0, J);
      if (interference !== null) addToDiagonal(Nr, J, interference - 1);
      for (let i = 0; i < J.length; i++) J[i] = weight * J[i] + (1 - weight) * own[i];
      // The identity in `own` is noise, not signal.
      addToDiagonal(Nr, J, weight - 1);
      equations.receiveFilter(J, 0, Xi, 0, U);
      equations.weight(U, Xi, 0, WEIGHT_FLOOR, W);
    },
  };
}
