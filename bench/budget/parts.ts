import { processorMs } from '../clock.ts';
import { quantile } from '@chorus/platform/statistics.ts';

/** Who computes something; the O-DUs together are one. */
export type Owner = 'ru-sim' | 'O-DUs' | 'xApp';

/** A piece of a slot's computations. */
export interface Part {
  readonly owner: Owner;
  readonly name: string;
  readonly run: () => void;
  /** Once in a near-RT loop, at its end, and not in every slot. */
  readonly perLoop?: boolean;
}

/** What a part costs. */
export interface PartCost {
  readonly owner: Owner;
  readonly name: string;
  /** Processor time per slot [ms]. */
  readonly ms: number;
}

/**
 * Runs the parts in their order, slot after slot, and times each by itself.
 *
 * @param slots that count; a third as many for the compiler go first
 * @returns medians over slots; of a part at a near-RT loop's end its share of a slot
 */
export function timeParts(parts: readonly Part[], slots: number, rtLoops: number): PartCost[] {
  const samples = parts.map(() => [] as number[]);
  for (let slot = -Math.ceil(slots / 3); slot < slots; slot++) {
    for (const [n, { run, perLoop = false }] of parts.entries()) {
      if (perLoop && (slot + 1) % rtLoops !== 0) continue;
      const ms = processorMs(run);
      if (slot >= 0) samples[n].push(ms);
    }
  }
  return parts.map(({ owner, name, perLoop = false }, n) => ({
    owner,
    name,
    ms: quantile(samples[n], 0.5) / (perLoop ? rtLoops : 1),
  }));
}
