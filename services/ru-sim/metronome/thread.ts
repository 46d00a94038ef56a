import { parentPort, workerData } from 'node:worker_threads';
import { Alarm } from './alarm.ts';

const alarm = new Alarm(workerData as SharedArrayBuffer);
for (;;) {
  alarm.wait();
  parentPort?.postMessage(null);
}
