import type { Stage } from '../../jobs/job.ts';

/** R_k^min of the paper's Fig. 11: 0, from t = 20 on 12, from t = 80 on 20, from t = 140 on 9 [bit/s/Hz]. */
export const STAGES: readonly Stage[] = [
  { rMin: 0, rtLoops: 20 },
  { rMin: 12, rtLoops: 60 },
  { rMin: 20, rtLoops: 60 },
  { rMin: 9, rtLoops: 60 },
];

/** R_k^min in force at each of these RT loops. */
export function demandAt(slots: readonly number[], stages: readonly Stage[]): number[] {
  const demanded = stages.flatMap(({ rMin, rtLoops }) => new Array<number>(rtLoops).fill(rMin));
  return slots.map((t) => demanded[t]);
}

/** The first RT loop of each stage. */
export function startsOf(stages: readonly Stage[]): number[] {
  let start = 0;
  return stages.map(({ rtLoops }) => (start += rtLoops) - rtLoops);
}
