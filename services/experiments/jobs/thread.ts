import { parentPort } from 'node:worker_threads';
import { failureLine } from '@chorus/platform/failure.ts';
import type { Outcome, Task } from './job.ts';
import { perform } from './perform.ts';

/** What a worker answers to a task. */
export type Answer = { outcome: Outcome } | { failure: string };

const answer = (message: Answer) => parentPort?.postMessage(message);

parentPort?.on('message', (task: Task) => {
  perform(task).then(
    (outcome) => answer({ outcome }),
    (error: unknown) => answer({ failure: failureLine(error) }),
  );
});
