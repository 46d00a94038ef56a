import type { DAppComponents, PrecoderDApp } from '@chorus/contracts';
import { distributedPrecoder } from './distributed.ts';

/** (30): the sums run over K_l, the users that the O-RU serves itself. The paper's dApp 2. */
export function createPrecoder(components: DAppComponents): PrecoderDApp {
  return distributedPrecoder('served', 'served', components, { reach: 'served', coordinated: true });
}
