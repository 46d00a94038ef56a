import type { DAppComponents, PrecoderDApp } from '@chorus/contracts';
import { distributedPrecoder } from './distributed.ts';

/** (43), DRL-WMMSE: each O-RU as if it served its users alone, so D2 brings it nothing. */
export function createPrecoder(components: DAppComponents): PrecoderDApp {
  return distributedPrecoder('wmmse', 'none', components, { reach: 'served', coordinated: false });
}
