// The scheme's own dApp 2, too slow for RT loops of 20 ms.
import type { DAppComponents, PrecoderDApp } from '@chorus/contracts';
import { createPrecoder as createServed } from '../../../services/o-du/dapps/served.ts';

const nap = new Int32Array(new SharedArrayBuffer(4));

export function createPrecoder(components: DAppComponents): PrecoderDApp {
  const served = createServed(components);
  return {
    ...served,
    precode(cell, multiplier) {
      Atomics.wait(nap, 0, 0, 35);
      served.precode(cell, multiplier);
    },
  };
}
