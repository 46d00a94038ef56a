import type { DAppComponents, DAppInit, MultiplierDApp } from '@chorus/contracts';
import { networkMultiplier } from './network-multiplier.ts';

/** dApp 1 by a trained network and one Newton step after it. */
export function createMultiplier(components: DAppComponents, init: DAppInit): MultiplierDApp {
  return networkMultiplier('network', 'refined', components, init);
}
