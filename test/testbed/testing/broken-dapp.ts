import type { PrecoderDApp } from '@chorus/contracts';

/** A dApp that never gives anything. */
export function createPrecoder(): PrecoderDApp {
  return {
    name: 'broken',
    reach: 'none',
    control: 'none',
    precode() {
      throw new Error('this dApp is broken');
    },
  };
}
