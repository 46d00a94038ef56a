import type { Region } from '@chorus/phy';
import { ChorusError } from '@chorus/platform/errors.ts';
import { shardName } from '@chorus/platform/shards.ts';
import type { LoopPart, LoopRest } from '../loop-record.ts';

interface Pending {
  /** By shard; the first shard's comes with the rest of the record. */
  readonly parts: (LoopPart | null)[];
  rest: LoopRest | null;
  readonly since: number;
}

/** Gathers the shards' parts of each near-RT loop, and hands on the whole of one after the other. */
export class LoopParts {
  private readonly regions: readonly Region[];
  private readonly onWhole: (whole: LoopPart, rest: LoopRest) => void;
  private readonly patienceMs: number;
  /** By near-RT loop. */
  private readonly pending = new Map<number, Pending>();
  private wake: (() => void) | null = null;

  /** @param onWhole gets each loop once */
  constructor(
    { regions, onWhole }: { regions: readonly Region[]; onWhole: (whole: LoopPart, rest: LoopRest) => void },
    { patienceS }: { patienceS: number },
  ) {
    this.regions = regions;
    this.onWhole = onWhole;
    this.patienceMs = 1000 * patienceS;
  }

  /**
   * @param rest of the record, with the first shard's part
   * @throws ChorusError CHORUS_FIELD_INVALID where it is not about the shard's users
   */
  add(shard: number, part: LoopPart, rest: LoopRest | null = null): void {
    const { pending } = this;
    const { nearRtLoop } = part;
    const users = this.regions[shard].users.length;
    for (const field of ['userRate', 'mu', 'rMin'] as const)
      if (part[field].length !== users)
        throw new ChorusError('CHORUS_FIELD_INVALID', {
          field: `${field}.length`,
          value: part[field].length,
          allowed: `${users}, the users of shard ${shard}`,
        });
    const now = performance.now();
    let loop = pending.get(nearRtLoop);
    if (loop === undefined) {
      loop = { parts: this.regions.map(() => null), rest: null, since: now };
      pending.set(nearRtLoop, loop);
    }
    loop.parts[shard] = part;
    loop.rest ??= rest;
    if (loop.rest === null || loop.parts.includes(null)) return;
    pending.delete(nearRtLoop);
    this.onWhole(mergeParts(this.regions, loop.parts as LoopPart[]), loop.rest);
    if (pending.size === 0) this.wake?.();
  }

  /** @throws ChorusError CHORUS_PEER_LOST where a part has not come for longer than the patience */
  check(): void {
    for (const [nearRtLoop, { parts, since }] of this.pending) {
      if (performance.now() - since <= this.patienceMs) continue;
      const missing = parts.flatMap((part, shard) => (part === null ? [shardName(shard)] : []));
      throw new ChorusError('CHORUS_PEER_LOST', {
        peer: missing.join(', '),
        reason: `nothing of near-RT loop ${nearRtLoop} within ${this.patienceMs / 1000} s`,
      });
    }
  }

  /** Resolves once no loop waits, or when it is aborted. @throws ChorusError CHORUS_PEER_LOST */
  async complete(signal: AbortSignal): Promise<void> {
    while (this.pending.size > 0 && !signal.aborted) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.wake = resolve;
      const timer = setTimeout(resolve, Math.min(250, this.patienceMs / 4));
      await promise;
      clearTimeout(timer);
      this.check();
    }
  }
}

/** The whole of a loop, in the order of users. Deadlines and slips are those of the shard that has most. */
export function mergeParts(regions: readonly Region[], parts: readonly LoopPart[]): LoopPart {
  const whole: LoopPart = { ...parts[0], userRate: [], mu: [], rMin: [] };
  for (const [shard, { users }] of regions.entries()) {
    const { userRate, mu, rMin } = parts[shard];
    for (const [row, k] of users.entries()) {
      whole.userRate[k] = userRate[row];
      whole.mu[k] = mu[row];
      whole.rMin[k] = rMin[row];
    }
  }
  const most = (field: 'maxPowerRatio' | 'lateAnswers' | 'clockSlips') =>
    Math.max(...parts.map((part) => part[field]));
  return {
    ...whole,
    maxPowerRatio: most('maxPowerRatio'),
    lateAnswers: most('lateAnswers'),
    clockSlips: most('clockSlips'),
  };
}
