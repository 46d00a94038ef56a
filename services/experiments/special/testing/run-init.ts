import type { TestContext } from 'node:test';
import type { JobRunner } from '../../jobs/job-runner.ts';
import { perform } from '../../jobs/perform.ts';
import type { RunInit } from '../../run-init.ts';
import { runInit as plainInit } from '../../testing/run-init.ts';

/** How a test runs an experiment: in this thread, in a folder of its own. `computed` has the labels of jobs so far. */
export function runInit(
  t: TestContext,
  change: Partial<RunInit> = {},
): { init: RunInit; computed: string[] } {
  const computed: string[] = [];
  const runner: JobRunner = {
    async run(jobs, onOutcome) {
      for (const job of jobs) {
        computed.push(job.label);
        onOutcome(job, await perform(job.task));
      }
    },
  };
  return { init: plainInit(t, runner, { fresh: true, ...change }), computed };
}
