import { Worker } from 'node:worker_threads';
import type { RolloutSetup } from './setup.ts';
import { runTask, type Task, type TaskResults } from './tasks.ts';

type AnyResult = TaskResults[Task['kind']];

interface Waiting {
  resolve: (result: AnyResult) => void;
  reject: (error: Error) => void;
}

/**
 * Threads that do tasks.
 *
 * Task n goes to thread n mod N at once, so that threads work on while this one is busy with updates;
 * tasks of one batch take about as long as each other.
 */
export class Pool {
  private readonly setup: RolloutSetup;
  private readonly threads: { worker: Worker; waiting: Waiting[] }[];
  private failure: Error | null = null;

  /** @param workers 0 does tasks in this thread */
  constructor(setup: RolloutSetup, workers: number) {
    this.setup = setup;
    this.threads = Array.from({ length: workers }, () => this.start());
  }

  /** @returns results in the tasks' order */
  run<T extends Task>(tasks: readonly T[]): Promise<TaskResults[T['kind']][]> {
    const { threads, setup } = this;
    const results = tasks.map(async (task, n) => {
      if (threads.length === 0) {
        // A turn of the event loop between tasks, so that signals and progress come through.
        await new Promise(setImmediate);
        return runTask(setup, task);
      }
      if (this.failure !== null) throw this.failure;
      const { worker, waiting } = threads[n % threads.length];
      return new Promise<AnyResult>((resolve, reject) => {
        waiting.push({ resolve, reject });
        worker.postMessage(task);
      }) as Promise<TaskResults[T['kind']]>;
    });
    return Promise.all(results);
  }

  async close(): Promise<void> {
    await Promise.all(this.threads.map(({ worker }) => worker.terminate()));
  }

  private start(): { worker: Worker; waiting: Waiting[] } {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: this.setup });
    const waiting: Waiting[] = [];
    worker.on('message', (result: AnyResult) => waiting.shift()?.resolve(result));
    worker.on('error', (error: Error) => {
      this.failure = error;
      for (const { reject } of waiting.splice(0)) reject(error);
    });
    return { worker, waiting };
  }
}
