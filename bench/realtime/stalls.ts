import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

/** A time during which a core did not run what it was running [ms]. */
export interface Stall {
  readonly from: number;
  readonly to: number;
}

/** Shorter ones nobody notices in a slot. */
const SHORTEST_MS = 0.05;

/** All stalls that a thread sees which does nothing but read the clock, in `ms` of time. */
export function watchClock(ms: number): Stall[] {
  const stalls: Stall[] = [];
  const end = performance.now() + ms;
  for (let last = performance.now(); last < end;) {
    const now = performance.now();
    if (now - last > SHORTEST_MS) stalls.push({ from: last, to: now });
    last = now;
  }
  return stalls;
}

/** `watchClock` on every core at once. @returns by core */
export function watchCores(ms: number): Promise<Stall[][]> {
  const watch = () =>
    new Promise<Stall[]>((resolve, reject) => {
      const worker = new Worker(new URL('stall-thread.ts', import.meta.url), { workerData: ms });
      worker.once('message', resolve);
      worker.once('error', reject);
    });
  return Promise.all(Array.from({ length: availableParallelism() }, watch));
}

/** Share of the slots in `ms` of time in which some core was away for more than half of the slot. */
export function disturbedShare(cores: readonly (readonly Stall[])[], slotMs: number, ms: number): number {
  const disturbed = new Set<number>();
  for (const stalls of cores) {
    const away = new Map<number, number>();
    for (const { from, to } of stalls) {
      for (let slot = Math.floor(from / slotMs); slot * slotMs < to; slot++) {
        const part = Math.min(to, (slot + 1) * slotMs) - Math.max(from, slot * slotMs);
        away.set(slot, (away.get(slot) ?? 0) + part);
      }
    }
    for (const [slot, part] of away) if (part > slotMs / 2) disturbed.add(slot);
  }
  return (disturbed.size * slotMs) / ms;
}
