import type { Model } from '../model.ts';
import { startBackend } from '../nn/backend.ts';
import { INPUTS } from './bracket.ts';
import { toDataset } from './dataset.ts';
import { measureAccuracy } from './accuracy.ts';
import { fit, type FitInit } from './fit.ts';
import { drawProblems, type Problem } from './problems.ts';
import { MultiplierNetwork } from './solver.ts';
import type { MultiplierSpec } from './spec.ts';

/** How the xi network is trained. */
export interface MultiplierTraining extends FitInit {
  /** N_t that it is for, ascending: one network for all of them. */
  antennas: readonly number[];
  /** Random networks to draw problems from, for each N_t; held-out ones judge the result. */
  networks: number;
  heldOut: number;
  /** Problems of each network. */
  problems: number;
}

export const MULTIPLIER_TRAINING: MultiplierTraining = {
  antennas: [2, 4, 8, 16],
  seed: 1,
  networks: 40,
  heldOut: 10,
  problems: 800,
  hidden: [24, 24],
  batch: 1024,
  steps: 12000,
  rate: 3e-3,
};

export interface TrainingEvents {
  onProgress?: (stage: 'problems' | 'steps', done: number, total: number) => void;
}

/** Keeps the seeds of held-out networks apart from those of training. */
const HELD_OUT = 50_000;
const SEEDS_PER_RUN = 100_000;

/**
 * Trains the network for xi (28) on problems of random networks under the closed form.
 *
 * The same config on the same backend gives the same model.
 *
 * @param command what made it, for the model's record
 * @returns the model, its metrics measured on networks that training did not see
 */
export async function trainMultiplier(
  config: MultiplierTraining,
  command: string,
  events: TrainingEvents = {},
): Promise<Model> {
  const { antennas, seed, networks, heldOut } = config;
  const total = antennas.length * (networks + heldOut);
  let done = 0;
  const draw = (Nt: number, from: number, count: number): Problem[] =>
    Array.from({ length: count }, (_, n) => {
      const problems = drawProblems(Nt, seed * SEEDS_PER_RUN + from + n, config.problems);
      events.onProgress?.('problems', ++done, total);
      return problems;
    }).flat();
  const seen = antennas.flatMap((Nt) => draw(Nt, 0, networks));
  const backend = await startBackend();
  const weights = await fit(config, toDataset(seen, Math.max(...antennas)), (steps) =>
    events.onProgress?.('steps', steps, config.steps),
  );
  const spec: MultiplierSpec = { input: 'bracket-1', antennas };
  const model: Model = {
    kind: 'multiplier',
    name: 'xi',
    version: 1,
    spec: { ...spec },
    network: { sizes: [INPUTS, ...config.hidden, 1], activation: 'relu' },
    weights,
    training: { command, seed, config: { ...config, backend }, metrics: {} },
  };
  const metrics = Object.fromEntries(
    antennas.flatMap((Nt) => {
      const network = new MultiplierNetwork(model, Nt);
      const judged = draw(Nt, HELD_OUT, heldOut);
      return (['plain', 'refined'] as const).flatMap((mode) => {
        const accuracy = measureAccuracy(judged, (...problem) => network[mode](...problem));
        return Object.entries<number>({ ...accuracy }).map(
          ([name, value]) => [`nt${Nt}.${mode}.${name}`, Number(value.toPrecision(3))] as const,
        );
      });
    }),
  );
  return { ...model, training: { ...model.training, metrics } };
}
