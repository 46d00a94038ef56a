import { Worker } from 'node:worker_threads';
import { ChorusError } from '@chorus/platform/errors.ts';
import type { Job, Outcome } from './job.ts';
import type { Answer } from './thread.ts';

/** A thread that computes one job at a time. One that a job has ended is replaced for the next. */
export class JobThread {
  private worker: Worker | null = null;

  /** @throws ChorusError CHORUS_APP_FAILED that names the job */
  compute({ label, seed, task }: Job): Promise<Outcome> {
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

  async close(): Promise<void> {
    await this.worker?.terminate();
  }
}
