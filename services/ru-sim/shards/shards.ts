import type { Bus } from '@chorus/platform/bus.ts';
import type { Impairments } from '@chorus/platform/impairments.ts';
import type { ScheduledImpairments } from '../impairment-schedule.ts';
import type { LoopPart, LoopRest } from '../loop-record.ts';

/** What a shard has to agree on with the others of its run; alone there is nothing to agree on. */
export interface Shards {
  /** Listens to the others; before the first slot. @param onSlips gets the RT loops that another clock has given up so far */
  start(bus: Bus, onSlips: (total: number) => void): Promise<void>;
  /** Whether all know what changes soon after `slot`: else it must not begin. */
  mayBegin(slot: number): boolean;
  /** Resolves once `mayBegin`, or when it is aborted. @throws ChorusError CHORUS_PEER_LOST */
  untilMayBegin(slot: number, signal: AbortSignal): Promise<void>;
  /** Impairments to come, here and in the others from one slot on. @throws ChorusError CHORUS_NOT_FOUND in all but the first */
  impair(part: Partial<Impairments>): ScheduledImpairments;
  /** Whether this shard tells the O-DUs of impairments. */
  readonly tellsOdus: boolean;
  /** A near-RT loop has ended here. */
  endLoop(part: LoopPart, rest: LoopRest): void;
  /** @param total RT loops that the clock has given up so far */
  slipped(total: number): void;
  /** Resolves once the records of all loops that have ended are on their way, or when it is aborted. @throws ChorusError CHORUS_PEER_LOST */
  complete(signal: AbortSignal): Promise<void>;
}
