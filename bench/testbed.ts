import { cpus } from 'node:os';
import type { Summary } from '@chorus/cli/summary/summary.ts';
import { runPaper } from './run-paper.ts';

/** A run of the whole testbed, all processes on, in lockstep. */
export interface TestbedRow {
  name: string;
  slotsPerSecond: number;
  nearRtLoopMs: Summary['timing']['nearRtLoopMs'];
  dAppMs: Summary['timing']['dAppMs'];
  /** To the scheme that comes first. */
  ratio: number;
}

const runs = [
  { name: 'proposed', set: [] },
  { name: 'proposed, covariance', set: ['network.observe=covariance', 'xapp.loading_db=null'] },
  { name: 'proposed, wide', set: ['odu.precoder=wide'] },
  { name: 'proposed, D2 channels', set: ['d2.payload=channels'] },
  { name: 'proposed, 3 replicas', set: ['xapp.replicas=3'] },
  { name: 'd-rzf', set: ['scheme.name=d-rzf', 'rzf.lambda=3e6'] },
  { name: 'c-rzf', set: ['scheme.name=c-rzf', 'rzf.lambda=3e6'] },
  { name: 'p-rzf', set: ['scheme.name=p-rzf', 'rzf.lambda=1e5'] },
];

/** Runs the paper's network once for each scheme. */
export function benchTestbed(loops: number): { cores: number; rows: TestbedRow[] } {
  const rows: TestbedRow[] = [];
  for (const { name, set } of runs) {
    const { slotsPerSecond, nearRtLoopMs, dAppMs } = runPaper(loops, set).timing;
    const ratio = slotsPerSecond / (rows[0]?.slotsPerSecond ?? slotsPerSecond);
    rows.push({ name, slotsPerSecond, nearRtLoopMs, dAppMs, ratio });
  }
  return { cores: cpus().length, rows };
}
