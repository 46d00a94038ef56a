import type { Measurement, Topology } from '@chorus/phy';
import type { FrameBuffer } from '@chorus/platform/frames.ts';
import type { Observe } from '@chorus/platform/ofh.ts';
import { packHermitian } from '@chorus/platform/tensors.ts';

/**
 * Fills the payload of a Measured frame (docs/interfaces.md) for the measured users anchored at an O-DU.
 *
 * @param meanRates R_k(n), mean rate over the loop [bit/s/Hz], [measured users]
 */
export function writeMeasured(
  frame: FrameBuffer,
  topology: Topology,
  odu: number,
  observe: Observe,
  { users, Xi, J, interference }: Measurement,
  meanRates: Float64Array,
): void {
  const { K, Nr, Ns, anchor, observed } = topology;
  const { floats } = frame;
  const block = 2 * Nr * Ns;
  const packed = new Float64Array(Nr * Nr);
  let at = 0;
  for (const [row, k] of users.entries()) {
    if (anchor[k] !== odu) continue;
    floats[at++] = meanRates[row];
    for (const i of observe === 'neighbours' ? observed[k] : [k]) {
      const from = (row * K + i) * block;
      for (let n = 0; n < block; n++) floats[at++] = Xi[from + n];
    }
    if (observe === 'covariance') {
      packHermitian(J, Nr, packed, 0, 2 * row * Nr * Nr);
      floats.set(packed, at);
      at += packed.length;
    } else if (observe === 'power') {
      floats[at++] = interference[row];
    }
  }
}
