import type { PrecoderDApp } from '@chorus/contracts';

/** Transmits the precoders that the near-RT RIC sent for this RT loop: they lie in the cell already. */
export function createPrecoder(): PrecoderDApp {
  return { name: 'relay', reach: 'none', control: 'precoders', precode: () => undefined };
}
