import type { PrecoderXApp, XAppComponents, XAppInit } from '@chorus/contracts';
import { ClusterRzf } from '@chorus/phy';

/** P-RZF: each user's precoder over its own cluster against all coupled users; the strongest cluster scheme. */
export function createXApp({ topology }: XAppComponents, init: XAppInit): PrecoderXApp {
  const rzf = new ClusterRzf(topology, init.rzfLambda ?? 1);
  return { name: 'p-rzf', gives: 'precoders', csi: 'coupled', precode: (H, V) => rzf.precode(H, V) };
}
