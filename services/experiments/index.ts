export type * from './result.ts';
export type { JobRunner } from './jobs/job-runner.ts';
export type { Job, Outcome, Task } from './jobs/job.ts';
export type { RunExperiment, RunInit } from './run-init.ts';
