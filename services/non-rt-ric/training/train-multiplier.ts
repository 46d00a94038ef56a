import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { encodeModel, type Model } from '@chorus/learning';
import {
  MULTIPLIER_TRAINING,
  trainMultiplier,
  type MultiplierTraining,
  type TrainingEvents,
} from '@chorus/learning/multiplier/train.ts';

export interface TrainMultiplierInit extends TrainingEvents {
  /** What differs from {@link MULTIPLIER_TRAINING}. */
  config?: Partial<MultiplierTraining>;
  /** The command line, for the model's record. */
  command: string;
  /** The file to write. */
  out: string;
}

/** Trains the network for xi (28) and writes its model file. */
export async function trainMultiplierFile({
  config,
  command,
  out,
  ...events
}: TrainMultiplierInit): Promise<Model> {
  const model = await trainMultiplier({ ...MULTIPLIER_TRAINING, ...config }, command, events);
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, encodeModel(model));
  return model;
}
