import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { encodeModel, type Model } from '@chorus/learning';
import type { Best } from './checkpoint.ts';
import type { RolloutSetup } from './setup.ts';
import type { Training } from './training.ts';

export interface ModelsInit {
  training: Training;
  setup: RolloutSetup;
  /** The command line that made it. */
  command: string;
  backend: string | null;
  metrics: Readonly<Record<string, number>>;
}
export interface ExportInit extends ModelsInit {
  best: Best;
}

/**
 * Actors as models. A model holds one network; under shape `paper` every agent has its own, so that NAME becomes
 * NAME-agent-0 and so on, to be deployed to one user each.
 */
export function actorModels(actors: readonly Float32Array[], init: ModelsInit): Model[] {
  const { training, setup, command, backend, metrics } = init;
  const { name, seed } = training.config;
  const config = { ...training.config, scenario: training.scenario, backend };
  return actors.map((weights, agent) => ({
    kind: 'actor',
    name: `${name}${suffixOf(actors, agent)}`,
    version: 1,
    spec: { ...setup.spec },
    network: setup.shape,
    weights,
    training: { command, seed, config, metrics },
  }));
}

/**
 * Writes the best actors as model files: FILE.json, or FILE-agent-0.json and so on.
 *
 * @param init `metrics` beside those of the held-out networks
 * @returns the files
 */
export function exportModels(file: string, { best, ...init }: ExportInit): string[] {
  const { actors, sumRate, ratio, iteration } = best;
  mkdirSync(dirname(file), { recursive: true });
  const metrics = { heldOutSumRate: sumRate, heldOutRatio: ratio, iteration, ...init.metrics };
  return actorModels(actors, { ...init, metrics }).map((model, agent) => {
    const suffix = suffixOf(actors, agent);
    const path = suffix === '' ? file : `${file.replace(/\.json$/, '')}${suffix}.json`;
    writeFileSync(path, encodeModel(model));
    return path;
  });
}

function suffixOf({ length }: readonly Float32Array[], agent: number): string {
  return length === 1 ? '' : `-agent-${agent}`;
}
