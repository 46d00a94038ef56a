import type { ImpairmentsSet } from '@chorus/dashboard/api.ts';
import { namedValues } from '../summary/table.ts';

/** A set of impairments, an interface a line, and from when it is in force. */
export function impairmentsText(set: ImpairmentsSet, since: 'since' | 'from'): string {
  const link = (slots: number, loss: number) => `delay ${slots} slots, loss ${loss}`;
  const { csi_error_db: error, nearRtLoop, slot } = set;
  return namedValues([
    ['E2', link(set.e2_delay_slots, set.e2_loss)],
    ['D2', link(set.d2_delay_slots, set.d2_loss)],
    ['CSI', error === null ? 'perfect' : `error ${error} dB`],
    ['speed', `${set.speed_mps} m/s`],
    ['in force', `${since} slot ${slot} (near-RT loop ${nearRtLoop})`],
  ]);
}
