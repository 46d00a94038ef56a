import { availableParallelism } from 'node:os';
import type { JobRunner } from '@chorus/experiments';
import { ThreadRunner } from '@chorus/experiments/jobs/thread-runner.ts';

/** Where an experiment's jobs are computed. */
export async function runnerFor({ workers, live }: { workers?: number; live?: boolean }): Promise<JobRunner> {
  // A testbed has a process for each O-DU already.
  if (live === true) return new ThreadRunner(workers ?? 1, true);
  return new ThreadRunner(workers ?? availableParallelism());
}
