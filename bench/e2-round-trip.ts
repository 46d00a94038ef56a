import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Summary } from '@chorus/cli/summary/summary.ts';

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

/** Runs the paper's network in real time, all processes on, through the public command. */
export function benchE2RoundTrip(loops: number): E2RoundTripRow[] {
  const chorus = resolve(import.meta.dirname, '../scripts/chorus');
  const folder = mkdtempSync(join(tmpdir(), 'chorus-bench-'));
  const json = join(folder, 'summary.json');
  const rows = runs.map(({ name, set }) => {
    const args = ['run', 'paper', '--near-rt-loops', String(loops), '--json', json];
    const overrides = ['clock.mode=realtime', ...set].flatMap((text) => ['--set', text]);
    const { status, stderr } = spawnSync(chorus, [...args, ...overrides], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${name}: chorus run ended with ${status}: ${stderr}`);
    const { timing, nearRtLoops, e2 } = JSON.parse(readFileSync(json, 'utf8')) as Summary;
    return {
      name,
      nearRtLoopsPerSecond: nearRtLoops / timing.seconds,
      realTimeFactor: timing.realTimeFactor,
      lateShare: timing.late.controls / (nearRtLoops * Object.keys(e2.byNode).length),
      roundTripMs: timing.e2RoundTripMs,
    };
  });
  rmSync(folder, { recursive: true });
  return rows;
}
