import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Summary } from '@chorus/cli/summary/summary.ts';

const chorus = resolve(import.meta.dirname, '../scripts/chorus');

/**
 * Runs the paper's network, all processes on, through the public command.
 *
 * @param set overrides of the scenario, path=value
 * @throws Error where the run fails
 */
export function runPaper(nearRtLoops: number, set: readonly string[]): Summary {
  const folder = mkdtempSync(join(tmpdir(), 'chorus-bench-'));
  try {
    const json = join(folder, 'summary.json');
    const args = ['run', 'paper', '--near-rt-loops', String(nearRtLoops), '--json', json];
    const { status, stderr } = spawnSync(chorus, [...args, ...set.flatMap((text) => ['--set', text])], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`${set.join(' ')}: chorus run ended with ${status}: ${stderr}`);
    return JSON.parse(readFileSync(json, 'utf8')) as Summary;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
