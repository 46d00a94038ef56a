import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Summary } from '@chorus/cli/summary/summary.ts';

const chorus = resolve(import.meta.dirname, '../scripts/chorus');

/** What a bench reads of ru-sim's record of a near-RT loop. */
export interface RatesRecord {
  readonly nearRtLoop: number;
  readonly sumRate: number;
  /** Of each user, [K]. */
  readonly userRate: readonly number[];
}

interface Recorded {
  readonly summary: Summary;
  readonly records: readonly RatesRecord[];
}

/**
 * Runs the paper's network, all processes on, through the public command.
 *
 * @param set overrides of the scenario, path=value
 * @throws Error where the run fails
 */
export function runPaper(nearRtLoops: number, set: readonly string[]): Summary {
  return inFolder((folder) => run(folder, nearRtLoops, set));
}

/** The same, with what ru-sim tells of each near-RT loop. */
export function recordPaper(nearRtLoops: number, set: readonly string[]): Recorded {
  return inFolder((folder) => {
    const path = join(folder, 'record.jsonl');
    const summary = run(folder, nearRtLoops, set, ['--record', path]);
    const records = readFileSync(path, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as RatesRecord & { process?: string })
      .filter(({ process }) => process === 'ru-sim');
    return { summary, records };
  });
}

function run(
  folder: string,
  nearRtLoops: number,
  set: readonly string[],
  more: readonly string[] = [],
): Summary {
  const json = join(folder, 'summary.json');
  const args = ['run', 'paper', '--near-rt-loops', String(nearRtLoops), '--json', json, ...more];
  const { status, stderr } = spawnSync(chorus, [...args, ...set.flatMap((text) => ['--set', text])], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${set.join(' ')}: chorus run ended with ${status}: ${stderr}`);
  return JSON.parse(readFileSync(json, 'utf8')) as Summary;
}

function inFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'chorus-bench-'));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
