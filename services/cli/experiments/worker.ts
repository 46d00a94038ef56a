import { availableParallelism, hostname } from 'node:os';
import { JobThread } from '@chorus/experiments/jobs/job-thread.ts';
import { runQueueWorker, type WorkerEvent } from '@chorus/experiments/queue/queue-worker.ts';
import { queueAddress } from './queue-address.ts';
import { codeVersion } from './version.ts';

export interface WorkerOptions {
  readonly nats?: string;
  readonly workers?: number;
  readonly json?: boolean;
}

/** `chorus experiment worker`: computes jobs of a queue until SIGINT or SIGTERM. */
export async function work({ nats, workers, json }: WorkerOptions): Promise<void> {
  const address = queueAddress(nats);
  const abort = new AbortController();
  // The second signal ends the process at once, as it does without a handler.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => abort.abort(signal));
  const threads = workers ?? availableParallelism();
  const counts = { done: 0, failed: 0, 'given-up': 0, refused: 0 };
  await runQueueWorker(
    {
      address,
      version: codeVersion(),
      name: `worker-${hostname()}-${process.pid}`,
      workers: threads,
      signal: abort.signal,
      onEvent: (event) => {
        if (event.event in counts) counts[event.event as keyof typeof counts]++;
        process.stderr.write(`${line(event, address, threads)}\n`);
      },
    },
    () => new JobThread(),
  );
  const summary = `${counts.done} jobs done, ${counts.failed} failed`;
  process.stdout.write(`${json === true ? JSON.stringify(counts) : summary}\n`);
}

function line({ event, job, reason }: WorkerEvent, address: string, threads: number): string {
  if (event === 'ready')
    return `chorus: ${threads} ${threads === 1 ? 'thread' : 'threads'} for jobs of ${address}`;
  return [event, job, reason].filter((part) => part !== undefined).join(': ');
}
