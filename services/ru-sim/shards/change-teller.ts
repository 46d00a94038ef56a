import { ChorusError } from '@chorus/platform/errors.ts';
import { shardName } from '@chorus/platform/shards.ts';
import type { ScheduledImpairments } from '../impairment-schedule.ts';
import type { ShardBus } from './messages.ts';

/** Impairments to come as the first shard tells of them; changes have numbers from 1. */
export interface Change extends ScheduledImpairments {
  readonly id: number;
}

interface Pending {
  readonly change: Change;
  /** Shards that have not said that they know. */
  readonly missing: Set<number>;
  readonly since: number;
}

/** A shard that had not come up did not hear it. */
const AGAIN_MS = 100;

/** Tells the other shards of impairments to come until each has said that it knows. */
export class ChangeTeller {
  private readonly others: readonly number[];
  private readonly patienceS: number;
  private pending: readonly Pending[] = [];
  private bus: ShardBus | null = null;
  private newest = 0;
  private toldAt = 0;
  private wake: (() => void) | null = null;

  /** @param others numbers of the other shards */
  constructor({ others, patienceS }: { others: readonly number[]; patienceS: number }) {
    this.others = others;
    this.patienceS = patienceS;
  }

  async start(bus: ShardBus): Promise<void> {
    await bus.listen<{ id: number }>('known', ({ id }, shard) => {
      for (const { change, missing } of this.pending) if (change.id <= id) missing.delete(shard);
      this.pending = this.pending.filter(({ missing }) => missing.size > 0);
      this.wake?.();
    });
    this.bus = bus;
    this.again();
  }

  tell(scheduled: ScheduledImpairments): void {
    const change = { id: ++this.newest, ...scheduled };
    const one = { change, missing: new Set(this.others), since: performance.now() };
    this.pending = [...this.pending, one];
    this.bus?.tell('impairments', change);
  }

  /** Whether all know of every change that begins by `slot`. */
  known(slot: number): boolean {
    for (const { change } of this.pending) if (change.slot <= slot) return false;
    return true;
  }

  /** Resolves once they do, or when it is aborted. @throws ChorusError CHORUS_PEER_LOST */
  async untilKnown(slot: number, signal: AbortSignal): Promise<void> {
    while (!this.known(slot) && !signal.aborted) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.wake = resolve;
      const timer = setTimeout(resolve, AGAIN_MS);
      await promise;
      clearTimeout(timer);
      this.again();
    }
  }

  /** Tells again what somebody does not know yet. @throws ChorusError CHORUS_PEER_LOST after the patience */
  again(): void {
    const now = performance.now();
    if (this.pending.length === 0 || now - this.toldAt < AGAIN_MS) return;
    this.toldAt = now;
    for (const { change, missing, since } of this.pending) {
      if (now - since > 1000 * this.patienceS)
        throw new ChorusError('CHORUS_PEER_LOST', {
          peer: [...missing].map(shardName).join(', '),
          reason: `no acknowledgement of impairments within ${this.patienceS} s`,
        });
      this.bus?.tell('impairments', change);
    }
  }
}
