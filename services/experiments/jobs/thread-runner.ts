import { Worker } from 'node:worker_threads';
import { ChorusError } from '@chorus/platform/errors.ts';
import type { JobRunner } from './job-runner.ts';
import type { Job, Outcome } from './job.ts';
import type { Answer } from './thread.ts';

/** Computes jobs on worker threads, in their order but for what runs at the same time. */
export class ThreadRunner implements JobRunner {
  private readonly workers: number;
  private readonly live: boolean;

  /** @param live has each of them run a testbed of processes, not the twin */
  constructor(workers: number, live = false) {
    this.workers = workers;
    this.live = live;
  }

  async run(
    jobs: readonly Job[],
    onOutcome: (job: Job, outcome: Outcome) => void,
    signal?: AbortSignal,
  ): Promise<void> {
    const waiting = jobs.values();
    const threads = Array.from(
      { length: Math.min(this.workers, jobs.length) },
      () => new Worker(new URL('./thread.ts', import.meta.url), { workerData: { live: this.live } }),
    );
    const { promise: interrupted, reject } = Promise.withResolvers<never>();
    const interrupt = () => reject(new ChorusError('CHORUS_INTERRUPTED', { signal: String(signal?.reason) }));
    signal?.addEventListener('abort', interrupt, { once: true });
    if (signal?.aborted === true) interrupt();
    const serve = async (thread: Worker) => {
      for (const job of waiting) onOutcome(job, await compute(thread, job));
    };
    try {
      await Promise.race([interrupted, Promise.all(threads.map(serve))]);
    } finally {
      signal?.removeEventListener('abort', interrupt);
      await Promise.all(threads.map((thread) => thread.terminate()));
    }
  }
}

function compute(thread: Worker, { label, seed, task }: Job): Promise<Outcome> {
  const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
  const fail = (reason: string) =>
    reject(new ChorusError('CHORUS_APP_FAILED', { name: label, what: `seed ${seed}`, reason }));
  const onError = (error: Error) => fail(error.message);
  thread.once('error', onError);
  thread.once('message', (answer: Answer) => {
    thread.off('error', onError);
    if ('outcome' in answer) resolve(answer.outcome);
    else fail(answer.failure);
  });
  thread.postMessage(task);
  return promise;
}
