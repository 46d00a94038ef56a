import type { Job, Outcome } from './job.ts';

/** Where jobs are computed: worker threads, a queue on NATS, a testbed of processes. */
export interface JobRunner {
  /**
   * Computes jobs, in any order.
   *
   * @param onOutcome called once for each job, as it comes; what it throws ends the run
   * @param signal ends the run early; what came until then has been given to onOutcome
   * @throws ChorusError CHORUS_APP_FAILED that names the first job that failed, CHORUS_INTERRUPTED after the signal
   */
  run(
    jobs: readonly Job[],
    onOutcome: (job: Job, outcome: Outcome) => void,
    signal?: AbortSignal,
  ): Promise<void>;
}
