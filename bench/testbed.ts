import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Summary } from '@chorus/cli/summary/summary.ts';

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

/** Runs the paper's network once for each scheme through the public command. */
export function benchTestbed(loops: number): { cores: number; rows: TestbedRow[] } {
  const chorus = resolve(import.meta.dirname, '../scripts/chorus');
  const folder = mkdtempSync(join(tmpdir(), 'chorus-bench-'));
  const rows: TestbedRow[] = [];
  for (const { name, set } of runs) {
    const json = join(folder, 'summary.json');
    const args = ['run', 'paper', '--near-rt-loops', String(loops), '--json', json];
    const { status, stderr } = spawnSync(chorus, [...args, ...set.flatMap((text) => ['--set', text])], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`${name}: chorus run ended with ${status}: ${stderr}`);
    const { timing } = JSON.parse(readFileSync(json, 'utf8')) as Summary;
    const { slotsPerSecond, nearRtLoopMs, dAppMs } = timing;
    rows.push({
      name,
      slotsPerSecond,
      nearRtLoopMs,
      dAppMs,
      ratio: slotsPerSecond / (rows[0]?.slotsPerSecond ?? slotsPerSecond),
    });
  }
  return { cores: cpus().length, rows };
}
