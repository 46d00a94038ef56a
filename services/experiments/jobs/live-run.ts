import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { E2Report } from '@chorus/platform/e2-accounting.ts';
import type { Scenario } from '@chorus/platform/scenario.ts';
import { chorus } from '../chorus-process.ts';

/** What is needed of the records of `kpi.ru-sim`. */
export interface LoopRecord {
  readonly nearRtLoop: number;
  /** Every user's mean rate over the loop [bit/s/Hz], and its multiplier at the end. */
  readonly userRate: readonly number[];
  readonly mu: readonly number[];
}

/** A run through the processes of a testbed. */
export interface LiveRun {
  readonly loops: readonly LoopRecord[];
  readonly e2: Pick<E2Report, 'complexNumbersPerNearRtLoop' | 'deliveredComplexNumbersPerNearRtLoop'>;
}

/**
 * Runs a scenario by `chorus run`, in a home of its own.
 *
 * @param beside what to do while it runs; it is given the home, and a signal for when the run is over
 * @throws ChorusError CHORUS_APP_FAILED with the testbed's last word where it failed, CHORUS_INTERRUPTED
 */
export async function liveRun(
  scenario: Scenario,
  nearRtLoops: number,
  signal: AbortSignal,
  beside: (home: string, over: AbortSignal) => Promise<void> = async () => undefined,
): Promise<LiveRun> {
  const folder = mkdtempSync(join(tmpdir(), 'chorus-live-'));
  const end = new AbortController();
  try {
    const [file, record, summary] = ['scenario.yaml', 'record.jsonl', 'summary.json'].map((name) =>
      join(folder, name),
    );
    // JSON is YAML, too.
    writeFileSync(file, JSON.stringify(scenario));
    const args = ['run', file, '--near-rt-loops', String(nearRtLoops), '--record', record, '--json', summary];
    const home = join(folder, 'home');
    const run = chorus(args, AbortSignal.any([signal, end.signal]), { CHORUS_HOME: home });
    const work = beside(home, end.signal);
    // Whichever fails takes the other with it.
    await Promise.all([run.finally(() => end.abort('the run is over')), work]).finally(async () => {
      end.abort('the run failed');
      await Promise.allSettled([run, work]);
    });
    const { e2 } = JSON.parse(readFileSync(summary, 'utf8')) as Pick<LiveRun, 'e2'>;
    return { e2, loops: loopsOf(readFileSync(record, 'utf8')) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function loopsOf(text: string): LoopRecord[] {
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as LoopRecord & { process: string })
    .filter(({ process, nearRtLoop }) => process === 'ru-sim' && nearRtLoop >= 0);
}
