import { hasCode, ChorusError } from '@chorus/platform/errors.ts';
import { failureLine } from '@chorus/platform/failure.ts';
import type { JobRunner } from './job-runner.ts';
import type { Job, Outcome } from './job.ts';
import { performLive } from './perform-live.ts';

/** Computes jobs through testbeds of processes, one for each job; by default one at a time. */
export class LiveRunner implements JobRunner {
  private readonly testbeds: number;

  constructor(testbeds = 1) {
    this.testbeds = testbeds;
  }

  async run(
    jobs: readonly Job[],
    onOutcome: (job: Job, outcome: Outcome) => void,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<void> {
    const stop = new AbortController();
    const either = AbortSignal.any([signal, stop.signal]);
    const waiting = jobs.values();
    const serve = async () => {
      for (const job of waiting) onOutcome(job, await compute(job, either));
    };
    const served = Array.from({ length: this.testbeds }, serve);
    try {
      await Promise.all(served);
    } catch (error) {
      // The other testbeds end before this does.
      stop.abort('another job failed');
      await Promise.allSettled(served);
      throw error;
    }
  }
}

async function compute({ label, seed, task }: Job, signal: AbortSignal): Promise<Outcome> {
  try {
    return await performLive(task, signal);
  } catch (error) {
    if (hasCode(error, 'CHORUS_INTERRUPTED')) throw error;
    const reason = failureLine(error);
    throw new ChorusError(
      'CHORUS_APP_FAILED',
      { name: label, what: `seed ${seed}`, reason },
      { cause: error },
    );
  }
}
