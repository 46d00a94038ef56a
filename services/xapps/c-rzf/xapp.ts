import type { PrecoderXApp, XAppComponents, XAppInit } from '@chorus/contracts';
import { CentralRzf } from '@chorus/phy';

/** C-RZF (39), (40) over the channels of the O-RUs that serve each user. */
export function createXApp({ topology }: XAppComponents, init: XAppInit): PrecoderXApp {
  const rzf = new CentralRzf(topology, init.rzfLambda ?? 0, 'served');
  return { name: 'c-rzf', gives: 'precoders', csi: 'served', precode: (H, V) => rzf.precode(H, V) };
}
