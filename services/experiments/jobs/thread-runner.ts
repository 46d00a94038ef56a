import { ChorusError } from '@chorus/platform/errors.ts';
import type { JobRunner } from './job-runner.ts';
import type { Job, Outcome } from './job.ts';
import { JobThread } from './job-thread.ts';

/** Computes jobs on worker threads, in their order but for what runs at the same time. */
export class ThreadRunner implements JobRunner {
  private readonly workers: number;

  constructor(workers: number) {
    this.workers = workers;
  }

  async run(
    jobs: readonly Job[],
    onOutcome: (job: Job, outcome: Outcome) => void,
    signal?: AbortSignal,
  ): Promise<void> {
    const waiting = jobs.values();
    const threads = Array.from({ length: Math.min(this.workers, jobs.length) }, () => new JobThread());
    const { promise: interrupted, reject } = Promise.withResolvers<never>();
    const interrupt = () => reject(new ChorusError('CHORUS_INTERRUPTED', { signal: String(signal?.reason) }));
    signal?.addEventListener('abort', interrupt, { once: true });
    if (signal?.aborted === true) interrupt();
    const serve = async (thread: JobThread) => {
      for (const job of waiting) onOutcome(job, await thread.compute(job));
    };
    try {
      await Promise.race([interrupted, Promise.all(threads.map(serve))]);
    } finally {
      signal?.removeEventListener('abort', interrupt);
      await Promise.all(threads.map((thread) => thread.close()));
    }
  }
}
