import type { DAppComponents, PrecoderDApp, Reach } from '@chorus/contracts';
import { DistributedPrecoder, type PrecoderInit } from '@chorus/phy';

/** dApp 2 around a {@link DistributedPrecoder}; `reach` says what D2 must bring for it. */
export function distributedPrecoder(
  name: string,
  reach: Reach,
  { topology, odu }: DAppComponents,
  init: PrecoderInit,
): PrecoderDApp {
  const precoder = new DistributedPrecoder(topology, odu, init);
  return {
    name,
    reach,
    control: 'filters',
    precode: (cell, multiplier) =>
      precoder.precode(cell, (lambda, phi, pMax) => multiplier.solve(lambda, phi, pMax)),
  };
}
