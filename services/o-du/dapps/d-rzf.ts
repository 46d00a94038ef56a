import type { DAppComponents, DAppInit, PrecoderDApp } from '@chorus/contracts';
import { LocalRzf } from '@chorus/phy';

/** D-RZF (41), (42): local CSI only; nothing comes over E2 or D2. */
export function createPrecoder({ topology, odu }: DAppComponents, init: DAppInit): PrecoderDApp {
  const rzf = new LocalRzf(topology, odu, init.rzfLambda ?? 0);
  return { name: 'd-rzf', reach: 'none', control: 'none', precode: (cell) => rzf.precode(cell) };
}
