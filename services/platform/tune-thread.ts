import { parentPort, workerData } from 'node:worker_threads';
import { rzfLambdaOf, topologyOf } from './scenario-twin.ts';
import type { TuneTask } from './tune-lambda.ts';

const { scenario, scheme } = workerData as TuneTask;
parentPort?.postMessage(rzfLambdaOf(scenario, topologyOf(scenario), scheme));
