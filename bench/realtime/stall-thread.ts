import { parentPort, workerData } from 'node:worker_threads';
import { watchClock } from './stalls.ts';

const { timeOrigin } = performance;
// Threads begin to count at times of their own.
parentPort?.postMessage(
  watchClock(workerData as number).map(({ from, to }) => ({ from: timeOrigin + from, to: timeOrigin + to })),
);
