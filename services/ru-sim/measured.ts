import type { Measurement, Topology } from '@chorus/phy';
import type { FrameBuffer } from '@chorus/platform/frames.ts';
import type { Observe } from '@chorus/platform/ofh.ts';
import { packHermitian } from '@chorus/platform/tensors.ts';

/**
 * Fills the payload of a Measured frame (docs/interfaces.md) for the users anchored at an O-DU.
 *
 * @param meanRates R_k(n), mean rate over the loop [bit/s/Hz], [K]
 */
export function writeMeasured(
  frame: FrameBuffer,
  topology: Topology,
  odu: number,
  observe: Observe,
  { Xi, J, interference }: Measurement,
  meanRates: Float64Array,
): void {
  const { K, Nr, Ns, usersOfAnchor, observed } = topology;
  const { floats } = frame;
  const block = 2 * Nr * Ns;
  const packed = new Float64Array(Nr * Nr);
  let at = 0;
  for (const k of usersOfAnchor[odu]) {
    floats[at++] = meanRates[k];
    for (const i of observe === 'neighbours' ? observed[k] : [k]) {
      const from = (k * K + i) * block;
      for (let n = 0; n < block; n++) floats[at++] = Xi[from + n];
    }
    if (observe === 'covariance') {
      packHermitian(J, Nr, packed, 0, 2 * k * Nr * Nr);
      floats.set(packed, at);
      at += packed.length;
    } else if (observe === 'power') {
      floats[at++] = interference[k];
    }
  }
}
