import { Evolution, meanWeights } from '@chorus/learning/evolution.ts';
import { mean } from '@chorus/platform/statistics.ts';
import type { Arrays } from './arrays-file.ts';
import { camelCase } from './camel-case.ts';
import type { IterationReport, Learner } from './learner.ts';
import type { Pool } from './pool.ts';
import { episodeSeed } from './seeds.ts';
import type { RolloutSetup } from './setup.ts';
import { startingWeights } from './start-model.ts';
import type { TrainingConfig } from './training.ts';

/** Evolution strategies: each pair of mirrored actors meets one network, and another in each iteration. */
export class EvolutionLearner implements Learner {
  readonly progress = { nearRtLoops: 0, updates: 0 };
  private readonly config: TrainingConfig;
  private readonly setup: RolloutSetup;
  private readonly pool: Pool;
  private readonly evolution: Evolution;

  constructor(config: TrainingConfig, setup: RolloutSetup, pool: Pool) {
    const { start, ...evolution } = config.evolution;
    this.config = config;
    this.setup = setup;
    this.pool = pool;
    this.evolution = new Evolution(
      camelCase(evolution),
      startingWeights(start, setup.shape, config.seed),
      meanWeights(setup.shape.sizes),
    );
  }

  async start(): Promise<void> {}

  async iterate(iteration: number): Promise<IterationReport> {
    const { evolution, config, progress } = this;
    const { seed, episode } = config;
    const span = { loops: episode.near_rt_loops, skip: episode.skip };
    const { pairs } = evolution.config;
    const directions = Array.from({ length: pairs }, (_, pair) => evolution.direction(pair, seed));
    const tasks = directions.flatMap((direction, pair) =>
      evolution.mirrored(direction).map((weights) => ({
        kind: 'trial' as const,
        seed: episodeSeed(seed, 'episode', iteration, pair),
        span,
        actors: [weights],
      })),
    );
    const returns = await this.pool.run(tasks);
    evolution.update(
      directions,
      directions.map((_, pair) => [returns[2 * pair], returns[2 * pair + 1]] as const),
    );
    progress.nearRtLoops += tasks.length * span.loops;
    progress.updates = evolution.steps;
    const none = { criticLoss: null, actorLoss: null, entropy: null, temperature: null };
    return { reward: mean(returns) / this.setup.network.users, ...none };
  }

  async actors(): Promise<Float32Array[]> {
    return [this.evolution.average.slice()];
  }

  async save() {
    const { weights, average, first, second } = this.evolution;
    return { meta: this.progress, arrays: { weights, average, first, second } };
  }

  async restore(meta: unknown, { weights, average, first, second }: Arrays): Promise<void> {
    Object.assign(this.progress, meta);
    this.evolution.steps = this.progress.updates;
    this.evolution.weights.set(weights);
    this.evolution.average.set(average);
    this.evolution.first.set(first);
    this.evolution.second.set(second);
  }
}
