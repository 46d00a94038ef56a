import { parentPort, workerData } from 'node:worker_threads';
import type { RolloutSetup } from './setup.ts';
import { buffersOf, runTask, type Task } from './tasks.ts';

// A thread of the pool: a task comes, its result goes back, in turn.
parentPort?.on('message', (task: Task) => {
  const result = runTask(workerData as RolloutSetup, task);
  parentPort?.postMessage(result, buffersOf(result));
});
