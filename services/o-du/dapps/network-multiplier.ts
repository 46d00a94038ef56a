import type { DAppComponents, DAppInit, MultiplierDApp } from '@chorus/contracts';
import { MultiplierNetwork } from '@chorus/learning/multiplier/solver.ts';
import { loadModel } from '@chorus/platform/load-model.ts';

/** The model in deploy/models that runs where none is given. */
const OWN_MODEL = 'xi';

/**
 * dApp 1 around a {@link MultiplierNetwork}: the network alone, or with a Newton step after it.
 *
 * @throws ModelError where the model does not fit the O-RUs
 */
export function networkMultiplier(
  name: string,
  mode: 'plain' | 'refined',
  { topology }: DAppComponents,
  { model }: DAppInit,
): MultiplierDApp {
  let network = new MultiplierNetwork(model ?? loadModel(OWN_MODEL, 'multiplier'), topology.Nt);
  return {
    name,
    solve: (lambda, phi, pMax) => network[mode](lambda, phi, pMax),
    take(next) {
      network = new MultiplierNetwork(next, topology.Nt);
    },
  };
}
