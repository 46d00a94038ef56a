import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Scenario } from '@chorus/platform/scenario.ts';

/** What is needed of the records of `kpi.ru-sim`. */
interface RateRecord {
  process: string;
  nearRtLoop: number;
  userRate: number[];
}

const cli = resolve(import.meta.dirname, '../../cli/main.ts');

/**
 * Every user's mean rate in each near-RT loop, from a whole testbed of processes.
 *
 * @throws Error with what the testbed said, where it fails
 */
export function liveLoops(scenario: Scenario, nearRtLoops: number): number[][] {
  const folder = mkdtempSync(join(tmpdir(), 'chorus-live-'));
  try {
    const file = join(folder, 'scenario.yaml');
    const record = join(folder, 'record.jsonl');
    // JSON is YAML, too.
    writeFileSync(file, JSON.stringify(scenario));
    const args = [cli, 'run', file, '--near-rt-loops', String(nearRtLoops), '--record', record];
    const env = { ...process.env, CHORUS_HOME: join(folder, 'home') };
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env });
    if (status !== 0) throw new Error(`chorus run ended with ${status}: ${stderr}`);
    return readFileSync(record, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as RateRecord)
      .filter(({ process: name, nearRtLoop }) => name === 'ru-sim' && nearRtLoop >= 0)
      .map(({ userRate }) => userRate);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
