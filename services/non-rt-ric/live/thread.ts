import { join } from 'node:path';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { encodeModel } from '@chorus/learning';
import { ChorusError } from '@chorus/platform/errors.ts';
import type { CurveRecord } from '../training/curve.ts';
import { actorModels } from '../training/export-model.ts';
import type { Episode } from '../training/sac-training.ts';
import { rolloutSetup } from '../training/setup.ts';
import { trainActor } from '../training/train-actor.ts';
import type { FromThread, ThreadInit, ToThread } from './thread-messages.ts';

// The trainer of the twin, with the running testbed as its source of episodes.
const port = parentPort as MessagePort;
const { training, folder, resume, command } = workerData as ThreadInit;
const setup = rolloutSetup(training);
const tell = (message: FromThread) => port.postMessage(message);

const abort = new AbortController();
let waiting: PromiseWithResolvers<Episode[]> | null = null;
let backend: string | null = null;
let last: CurveRecord | null = null;

port.on('message', (message: ToThread) => {
  if (message.kind === 'episodes') waiting?.resolve(message.episodes);
  else {
    abort.abort(message.why);
    waiting?.reject(interrupted());
  }
});

await trainActor({
  training,
  folder,
  model: join(folder, 'model.json'),
  command,
  resume,
  workers: 0,
  signal: abort.signal,
  onBackend(name) {
    backend = name;
    tell({ kind: 'backend', backend });
  },
  onRecord(record, { iteration, sumRate, ratio }) {
    last = record;
    tell({ kind: 'record', record, best: { iteration, sumRate, ratio } });
  },
  async source(iteration, actors) {
    if (abort.signal.aborted) throw interrupted();
    const metrics = { iteration: iteration - 1, ...(last?.reward != null && { liveReward: last.reward }) };
    const models = actorModels(actors, { training, setup, command, backend, metrics });
    waiting = Promise.withResolvers<Episode[]>();
    tell({ kind: 'collect', models: models.map(encodeModel) });
    return waiting.promise;
  },
}).then(
  ({ models }) => tell({ kind: 'done', files: models }),
  (error: unknown) => {
    const { code = 'ERROR', message } = error as { code?: string; message: string };
    tell({ kind: 'failed', code, message });
  },
);

function interrupted(): ChorusError {
  return new ChorusError('CHORUS_INTERRUPTED', { signal: String(abort.signal.reason) });
}
