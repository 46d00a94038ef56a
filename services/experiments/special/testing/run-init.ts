import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { JobRunner } from '../../jobs/job-runner.ts';
import { perform } from '../../jobs/perform.ts';
import type { RunInit } from '../../run-init.ts';

/** How a test runs an experiment: in this thread, in a folder of its own. `computed` has the labels of jobs so far. */
export function runInit(
  t: TestContext,
  change: Partial<RunInit> = {},
): { init: RunInit; computed: string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'chorus-experiment-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const computed: string[] = [];
  const runner: JobRunner = {
    async run(jobs, onOutcome) {
      for (const job of jobs) {
        computed.push(job.label);
        onOutcome(job, await perform(job.task));
      }
    },
  };
  const init: RunInit = {
    seeds: null,
    nearRtLoops: null,
    warmUpLoops: null,
    set: [],
    schemes: null,
    ownSchemes: [],
    runner,
    live: false,
    folder,
    fresh: true,
    command: 'chorus experiment',
    version: 'test',
    signal: new AbortController().signal,
    onProgress: () => undefined,
    ...change,
  };
  return { init, computed };
}
