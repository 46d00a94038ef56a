import type { TrainingConfig } from '@chorus/non-rt-ric/training/training.ts';
import { validationSeed } from '@chorus/non-rt-ric/training/seeds.ts';

/** What a training says, with every default filled in, and the networks that judge it. */
export function trainingFacts(config: TrainingConfig, seedOfScenario: number) {
  const { episode, evaluate } = config;
  return {
    config,
    heldOut: {
      /** Null where each of the seeds below has a topology of its own; else they are of channels alone. */
      topologySeed: episode.topology === 'scenario' ? seedOfScenario : null,
      seeds: Array.from({ length: evaluate.topologies }, (_, n) => validationSeed(n)),
      nearRtLoops: evaluate.near_rt_loops,
      skip: evaluate.skip,
    },
  };
}

export function factsText({ config, heldOut }: ReturnType<typeof trainingFacts>): string {
  const line = (name: string, value: unknown) =>
    `${name.padEnd(24)}${typeof value === 'string' ? value : JSON.stringify(value)}`;
  return [
    ...Object.entries(config).map(([name, value]) => line(name, value)),
    ...Object.entries(heldOut).map(([name, value]) => line(`held out: ${name}`, value)),
  ].join('\n');
}
