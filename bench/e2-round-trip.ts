import type { Summary } from '@chorus/cli/summary/summary.ts';
import { runPaper } from './run-paper.ts';

/** The near-RT control loop of a running testbed, timed at the O-DUs from report to control. */
export interface E2RoundTripRow {
  name: string;
  nearRtLoopsPerSecond: number;
  realTimeFactor: number;
  /** Controls that came after the first slot of their loop had begun, over all controls. */
  lateShare: number;
  roundTripMs: Summary['timing']['e2RoundTripMs'];
}

/** 100 near-RT loops a second: with one RT loop in each all but E2 idles, with ten it is the paper's. */
const runs = [
  { name: 'N_RT = 1, T = 10 ms', set: ['clock.rt_loops=1', 'clock.rt_loop_ms=10'] },
  { name: 'N_RT = 10, T = 1 ms', set: [] },
];

/** Runs the paper's network in real time. */
export function benchE2RoundTrip(loops: number): E2RoundTripRow[] {
  return runs.map(({ name, set }) => {
    const { timing, nearRtLoops, e2 } = runPaper(loops, ['clock.mode=realtime', ...set]);
    return {
      name,
      nearRtLoopsPerSecond: nearRtLoops / timing.seconds,
      realTimeFactor: timing.realTimeFactor,
      lateShare: timing.late.controls / (nearRtLoops * Object.keys(e2.byNode).length),
      roundTripMs: timing.e2RoundTripMs,
    };
  });
}
