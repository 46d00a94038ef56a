import type { Summary } from '@chorus/cli/summary/summary.ts';
import { runPaper } from '../run-paper.ts';

/** A run of the whole testbed in real time. */
export interface RealtimeRow {
  readonly name: string;
  readonly slotMs: number;
  readonly scheduling: 'normal' | 'fifo';
  readonly realTimeFactor: number;
  readonly lateShare: number;
  readonly roundTripMs: Summary['timing']['e2RoundTripMs'];
}

/** In lockstep, while V8 compiles. */
const WARM_UP_LOOPS = 500;
const RT_LOOPS = 10;

/** @param seconds of real time */
export function runInRealTime(
  slotMs: number,
  scheduling: RealtimeRow['scheduling'],
  seconds: number,
): RealtimeRow {
  const loops = WARM_UP_LOOPS + Math.ceil((1000 * seconds) / (RT_LOOPS * slotMs));
  const clock = { mode: 'realtime', rt_loop_ms: slotMs, rt_loops: RT_LOOPS, warm_up_loops: WARM_UP_LOOPS };
  const { timing } = runPaper(
    loops,
    Object.entries({ ...clock, scheduling }).map(([field, value]) => `clock.${field}=${value}`),
  );
  return {
    name: `T = ${slotMs} ms, ${scheduling}`,
    slotMs,
    scheduling,
    realTimeFactor: timing.realTimeFactor,
    lateShare: timing.lateness?.share ?? NaN,
    roundTripMs: timing.e2RoundTripMs,
  };
}
