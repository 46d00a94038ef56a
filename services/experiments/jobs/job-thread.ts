import { Worker } from 'node:worker_threads';
import { ChorusError } from '@chorus/platform/errors.ts';
import type { Job, Outcome } from './job.ts';
import { LiveRunner } from './live-runner.ts';
import { needsProcesses } from './perform.ts';
import type { Answer } from './thread.ts';

/**
 * A thread that computes one job at a time. One that a job has ended is replaced for the next. A job that needs processes is
 * not for the thread, whose end would leave them behind: they are started, and stopped, from here.
 */
export class JobThread {
  private worker: Worker | null = null;
  private readonly closing = new AbortController();
  private live: Promise<Outcome> | null = null;

  /** @throws ChorusError CHORUS_APP_FAILED that names the job; CHORUS_INTERRUPTED for its processes when it is closed */
  compute(job: Job): Promise<Outcome> {
    return needsProcesses(job.task) ? (this.live = this.computeLive(job)) : this.computeInThread(job);
  }

  /** Ends what is under way. Of processes, and of what they wrote, nothing is left then. */
  async close(): Promise<void> {
    this.closing.abort('the end of the run');
    // Who waits for the outcome is told of a failure.
    await Promise.allSettled([this.worker?.terminate(), this.live]);
  }

  private async computeLive(job: Job): Promise<Outcome> {
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    await new LiveRunner().run([job], (_, outcome) => resolve(outcome), this.closing.signal);
    return promise;
  }

  private computeInThread({ label, seed, task }: Job): Promise<Outcome> {
    const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
    const worker = (this.worker ??= new Worker(new URL('./thread.ts', import.meta.url)));
    const fail = (reason: string) =>
      reject(new ChorusError('CHORUS_APP_FAILED', { name: label, what: `seed ${seed}`, reason }));
    const onError = (error: Error) => {
      this.worker = null;
      fail(error.message);
    };
    worker.once('error', onError);
    worker.once('message', (answer: Answer) => {
      worker.off('error', onError);
      if ('outcome' in answer) resolve(answer.outcome);
      else fail(answer.failure);
    });
    worker.postMessage(task);
    return promise;
  }
}
