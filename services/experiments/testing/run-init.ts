import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { JobRunner } from '../jobs/job-runner.ts';
import type { RunInit } from '../run-init.ts';

/** An experiment's run with its own settings and a folder that the test's end removes. */
export function runInit(t: TestContext, runner: JobRunner, change: Partial<RunInit> = {}): RunInit {
  const folder = mkdtempSync(join(tmpdir(), 'chorus-experiment-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return {
    seeds: null,
    nearRtLoops: null,
    warmUpLoops: null,
    set: [],
    schemes: null,
    ownSchemes: [],
    runner,
    live: false,
    queue: false,
    folder,
    fresh: false,
    command: 'a test',
    version: '0',
    signal: new AbortController().signal,
    onProgress: () => undefined,
    ...change,
  };
}
