import { ChorusError } from '@chorus/platform/errors.ts';
import type { JobRunner } from '../jobs/job-runner.ts';
import type { Job, Outcome, Rates } from '../jobs/job.ts';

/** A runner that computes nothing: rates come from a rule, and it is cut after some jobs. */
export class RecordingRunner implements JobRunner {
  readonly ran: Job[] = [];
  private readonly rateOf: (job: Job) => readonly number[];
  private readonly cutAfter: number;

  /** @param rateOf the users' rates of a job */
  constructor(rateOf: (job: Job) => readonly number[], cutAfter = Infinity) {
    this.rateOf = rateOf;
    this.cutAfter = cutAfter;
  }

  async run(jobs: readonly Job[], onOutcome: (job: Job, outcome: Outcome) => void): Promise<void> {
    for (const job of jobs) {
      if (this.ran.length >= this.cutAfter) throw new ChorusError('CHORUS_INTERRUPTED', { signal: 'SIGINT' });
      this.ran.push(job);
      onOutcome(
        job,
        job.task.kind === 'lambda' ? { kind: 'lambda', lambda: 1e5 } : ratesOf(this.rateOf(job)),
      );
    }
  }
}

function ratesOf(users: readonly number[]): Rates {
  return {
    kind: 'rates',
    sumRate: users.reduce((a, b) => a + b, 0),
    worstUser: Math.min(...users),
    fifthPercentile: Math.min(...users),
    users,
  };
}
