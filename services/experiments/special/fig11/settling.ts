import { mean } from '@chorus/platform/statistics.ts';
import type { MinimumRateTrace, Stage } from '../../jobs/job.ts';

/** What a user's rate did in one stage. */
export interface StageOutcome {
  /** Mean of r_k over the stage's last RT loops [bit/s/Hz]. */
  readonly rate: number;
  /** mu_k at the stage's end. */
  readonly mu: number;
  /** RT loops from the stage's start on after which r_k stays near R_k^min to the stage's end; null where it does not. */
  readonly settledAfter: number | null;
}

/** RT loops at a stage's end over which the rate is averaged. */
export const LAST = 20;
/** How near to R_k^min is settled. */
export const TOLERANCE = 0.05;

/** By stage. */
export function stageOutcomes(
  { slots, rates, mu }: MinimumRateTrace,
  stages: readonly Stage[],
): StageOutcome[] {
  let start = 0;
  return stages.map(({ rMin, rtLoops }) => {
    const end = start + rtLoops;
    const own = [...slots.keys()].filter((n) => slots[n] >= start && slots[n] < end);
    const last = own.filter((n) => slots[n] >= end - LAST);
    const away = own.findLast((n) => Math.abs(rates[n] - rMin) > TOLERANCE * rMin);
    const settled = away === undefined ? own[0] : away + 1;
    const outcome = {
      rate: mean(last.map((n) => rates[n])),
      mu: mu[own[own.length - 1]],
      settledAfter: settled <= own[own.length - 1] ? slots[settled] - start : null,
    };
    start = end;
    return outcome;
  });
}
