import type { Scenario } from './scenario-schema.ts';

/** The near-RT loop of a slot: loop n covers slots n N_RT + 1 to (n + 1) N_RT; slot 0 starts a run, loop -1. */
export function loopOfSlot(slot: number, rtLoops: number): number {
  return slot === 0 ? -1 : Math.floor((slot - 1) / rtLoops);
}

/** First slot of near-RT loop n; 0 for loop -1. */
export function firstSlot(loop: number, rtLoops: number): number {
  return loop < 0 ? 0 : loop * rtLoops + 1;
}

/** Last slot of near-RT loop n; 0 for loop -1. */
export function lastSlot(loop: number, rtLoops: number): number {
  return (loop + 1) * rtLoops;
}

/**
 * The last slot that waits for every answer: in realtime that of the warm-up, or the one that starts a run, which has no
 * precoders to fall back on.
 */
export function lastLockstepSlot({ mode, warm_up_loops, rt_loops }: Scenario['clock']): number {
  return mode === 'lockstep' ? Infinity : lastSlot(warm_up_loops - 1, rt_loops);
}
