import { setTimeout as sleep } from 'node:timers/promises';
import type { LiveStatus } from '@chorus/non-rt-ric/live/live-training.ts';
import type { TrainRequest } from '@chorus/non-rt-ric/live/train-rapp.ts';
import { ChorusError } from '@chorus/platform/errors.ts';
import { callNonRtRic } from '../non-rt-ric-client.ts';
import { alignedTable } from '../summary/table.ts';
import type { TrainingProgress } from './progress.ts';

const POLL_MS = 100;
const PATH = '/rapps/train';
/** It waits for NATS first. */
const START_MS = 60_000;

/**
 * Has the non-RT RIC train on its testbed and waits for the end. A signal stops the training with a checkpoint.
 *
 * @param http HOST:PORT of the non-RT RIC
 * @throws ChorusError CHORUS_TRAINING_RUNNING, CHORUS_TRAINING_FAILED, CHORUS_INTERRUPTED, CHORUS_USAGE,
 *   CHORUS_PEER_LOST
 */
export async function trainLive(
  http: string,
  request: TrainRequest,
  progress: TrainingProgress,
): Promise<LiveStatus> {
  let status = await callNonRtRic<LiveStatus>(http, 'POST', PATH, JSON.stringify(request), START_MS);
  const stop = new AbortController();
  const handlers = (['SIGINT', 'SIGTERM'] as const).map((signal) => {
    const handler = () => stop.abort(signal);
    process.once(signal, handler);
    return () => process.off(signal, handler);
  });
  try {
    let asked = false;
    while (status.state === 'running') {
      if (stop.signal.aborted && !asked) {
        asked = true;
        await callNonRtRic(http, 'DELETE', PATH);
      }
      await sleep(POLL_MS);
      status = await callNonRtRic<LiveStatus>(http, 'GET', PATH);
      if (status.record !== null && status.best !== null) progress.add(status.record, status.best);
    }
  } finally {
    for (const off of handlers) off();
  }
  const { state, name, code, error } = status;
  if (state === 'failed')
    throw new ChorusError('CHORUS_TRAINING_FAILED', { name, reason: `${code}: ${error}` });
  if (state === 'stopped')
    throw new ChorusError('CHORUS_INTERRUPTED', { signal: String(stop.signal.reason ?? 'the testbed') });
  return status;
}

/** What a training on a testbed ends with. */
export function liveTable({ name, folder, record, best, models, experience }: LiveStatus): string {
  return alignedTable([
    ['training', name],
    ['experience', `${experience.steps} near-RT loops, ${experience.gaps} more with a gap`],
    ['trained', `${record?.iteration} non-RT loops, ${record?.updates} updates`],
    ['held-out ratio', `${best?.ratio.toFixed(4)} after non-RT loop ${best?.iteration}`],
    ['curve', `${folder}/curve.svg`],
    ...models.map(({ model, version, slot }) => ['in force', `${model}@${version} since slot ${slot}`]),
  ]);
}
