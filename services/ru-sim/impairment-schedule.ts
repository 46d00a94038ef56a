import type { Impairments } from '@chorus/platform/impairments.ts';
import { firstSlot, loopOfSlot } from '@chorus/platform/slots.ts';

/** A set of impairments, and when it begins. */
export interface ScheduledImpairments {
  readonly set: Impairments;
  readonly nearRtLoop: number;
  readonly slot: number;
}

/** Which impairments are in force, and which are to come at the beginning of a near-RT loop. */
export class ImpairmentSchedule {
  /** In the current slot. */
  inForce: ScheduledImpairments;
  private readonly rtLoops: number;
  private readonly lead: number;
  /** By slot. */
  private toCome: ScheduledImpairments[] = [];
  /** The first slot that a change can still be in force in: nothing of it is prepared. */
  private open: number;

  /** @param lead slots by which others, who have to know of a change as well, may be ahead */
  constructor(start: Impairments, { rtLoops, lead = 0 }: { rtLoops: number; lead?: number }) {
    this.inForce = { set: start, nearRtLoop: -1, slot: 0 };
    this.rtLoops = rtLoops;
    this.lead = lead;
    this.open = 1 + lead;
  }

  /** Changes part of the set, on top of what is to come already. @returns the set to come */
  put(part: Partial<Impairments>): ScheduledImpairments {
    const loop = loopOfSlot(this.open, this.rtLoops);
    const nearRtLoop = firstSlot(loop, this.rtLoops) === this.open ? loop : loop + 1;
    const slot = firstSlot(nearRtLoop, this.rtLoops);
    const before = this.toCome.at(-1) ?? this.inForce;
    if (before.slot === slot) this.toCome.pop();
    const scheduled = { set: { ...before.set, ...part }, nearRtLoop, slot };
    this.toCome.push(scheduled);
    return scheduled;
  }

  /** What somebody else has scheduled, in its slot, or in the next that is not prepared where that has passed. */
  take(scheduled: ScheduledImpairments): void {
    const slot = Math.max(scheduled.slot, this.open - this.lead);
    const others = this.toCome.filter((one) => one.slot !== slot);
    this.toCome = [...others, { ...scheduled, slot }].sort((a, b) => a.slot - b.slot);
  }

  /** A slot is about to be prepared: no change that is asked for later can begin in it. @returns the set that does, or null */
  prepare(slot: number): ScheduledImpairments | null {
    this.open = slot + 1 + this.lead;
    for (const scheduled of this.toCome) if (scheduled.slot === slot) return scheduled;
    return null;
  }

  /** A slot begins. */
  begin(slot: number): void {
    if (this.toCome.length > 0 && this.toCome[0].slot === slot)
      this.inForce = this.toCome.shift() as ScheduledImpairments;
  }
}
