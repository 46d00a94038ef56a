// The scheme's own dApp 2, which in one slot waits for the test: meanwhile the clock of lockstep stands.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DAppComponents, PrecoderDApp } from '@chorus/contracts';
import { createPrecoder as createServed } from '../../../services/o-du/dapps/served.ts';

/** O-DU 0 waits in this slot. */
const WAITS_IN = 23;

export function createPrecoder(components: DAppComponents): PrecoderDApp {
  const served = createServed(components);
  let slot = 0;
  return {
    ...served,
    precode(cell, multiplier) {
      if (++slot === WAITS_IN && components.odu === 0) untilReleased();
      served.precode(cell, multiplier);
    },
  };
}

function untilReleased(): void {
  const folder = process.env['CHORUS_HOME'] ?? '';
  writeFileSync(join(folder, 'waiting'), '');
  const nap = new Int32Array(new SharedArrayBuffer(4));
  while (!existsSync(join(folder, 'go-on'))) Atomics.wait(nap, 0, 0, 5);
}
