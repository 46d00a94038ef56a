import type { DAppComponents, DAppInit, MultiplierDApp } from '@chorus/contracts';
import { networkMultiplier } from './network-multiplier.ts';

/** dApp 1 by a trained network alone, as in the paper; the O-DU's projection holds the power to P_max. */
export function createMultiplier(components: DAppComponents, init: DAppInit): MultiplierDApp {
  return networkMultiplier('network-plain', 'plain', components, init);
}
