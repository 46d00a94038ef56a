import type { DAppComponents, PrecoderDApp } from '@chorus/contracts';
import { distributedPrecoder } from './distributed.ts';

/** (23) over every user whose CSI the O-DU has anyway, the coupled users, and not over K_l alone. */
export function createPrecoder(components: DAppComponents): PrecoderDApp {
  return distributedPrecoder('wide', 'coupled', components, { reach: 'coupled', coordinated: true });
}
