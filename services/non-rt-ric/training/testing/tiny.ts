import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { trainActor, type TrainActorInit } from '../train-actor.ts';
import { checkTraining, type Training } from '../training.ts';

/** A network and an actor that train within a second. */
export const tiny = {
  name: 'tiny',
  scenario: 'quarter',
  set: [
    'network.radios=6',
    'network.users=3',
    'network.odus=1',
    'network.cluster=2',
    'network.observed=2',
    'network.area_m=100',
  ],
  iterations: 4,
  checkpoint_every: 2,
  episode: { near_rt_loops: 4, skip: 1 },
  sac: {
    actor_layers: [8],
    critic_layers: [8],
    batch: 16,
    episodes: 2,
    steps: 3,
    warmup: 2,
    // Full after the second iteration, so that a checkpoint lies within the ring.
    buffer: 13,
  },
  evolution: { pairs: 2 },
  coordinates: { topologies: 2 },
  evaluate: { topologies: 2, every: 2, near_rt_loops: 4, skip: 1 },
};

type Fields = Record<string, unknown>;

/** {@link tiny} with other fields, groups merged. */
export function tinyTraining(change: Fields = {}): Training {
  const merged: Fields = { ...tiny };
  for (const [name, value] of Object.entries(change)) {
    const group = merged[name];
    const both = isFields(group) && isFields(value);
    merged[name] = both ? { ...group, ...value } : value;
  }
  return checkTraining(merged);
}

/** Trains in a folder, without threads unless asked for. */
export function train(folder: string, training: Training, init: Partial<TrainActorInit> = {}) {
  return trainActor({
    training,
    folder,
    model: join(folder, 'model.json'),
    command: './scripts/chorus train tiny',
    workers: 0,
    backend: 'wasm',
    ...init,
  });
}

/** A folder for one test, gone when the test is over. */
export function temporaryFolder(test: { after: (clean: () => void) => void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'chorus-training-'));
  test.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
