import { decodeImpairments, type Impairments } from '@chorus/platform/impairments.ts';

/** Sets that are kept: a message that is later than so many changes is under the oldest of them. */
const KEPT = 8;

/**
 * Which impairments hold in which slot: the scenario's until ru-sim sends others. It does so before the last
 * Downlink ahead of their first slot, so that in lockstep they are here before any message that they are for.
 */
export class ImpairmentsInForce {
  private sets: readonly { readonly fromSlot: number; readonly set: Impairments }[];

  constructor(start: Impairments) {
    this.sets = [{ fromSlot: 0, set: start }];
  }

  at(slot: number): Impairments {
    return (this.sets.findLast(({ fromSlot }) => fromSlot <= slot) ?? this.sets[0]).set;
  }

  /**
   * An Impairments frame of ru-sim; after a break it sends the newest ones again.
   *
   * @throws ChorusError CHORUS_MESSAGE_INVALID, CHORUS_FIELD_INVALID
   */
  take(payload: Buffer, fromSlot: number): void {
    const set = decodeImpairments(payload);
    const others = this.sets.filter((one) => one.fromSlot !== fromSlot);
    this.sets = [...others, { fromSlot, set }].sort((a, b) => a.fromSlot - b.fromSlot).slice(-KEPT);
  }
}
