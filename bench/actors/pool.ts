import { Worker } from 'node:worker_threads';
import { ChorusError } from '@chorus/platform/errors.ts';
import type { Answer } from './worker.ts';
import type { Outcome, Task } from './task.ts';

export interface Job {
  /** Equal for equal computations: see `jobKey`. */
  readonly key: string;
  /** For people. */
  readonly label: string;
  readonly seed: number;
  readonly task: Task;
}

/**
 * Computes jobs on worker threads, in their order but for what runs at the same time.
 *
 * @param onOutcome called for each as it comes
 * @throws ChorusError CHORUS_APP_FAILED that names the first job that failed; the others that were running are dropped
 */
export async function runJobs(
  jobs: readonly Job[],
  workers: number,
  onOutcome: (job: Job, outcome: Outcome) => void,
): Promise<void> {
  const waiting = jobs.values();
  const threads = Array.from(
    { length: Math.min(workers, jobs.length) },
    () => new Worker(new URL('./worker.ts', import.meta.url)),
  );
  const serve = async (thread: Worker) => {
    for (const job of waiting) onOutcome(job, await compute(thread, job));
  };
  try {
    await Promise.all(threads.map(serve));
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
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
