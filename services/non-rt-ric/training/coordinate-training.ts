import { CoordinateSearch, tiedCoordinates } from '@chorus/learning/coordinate-search.ts';
import { mean } from '@chorus/platform/statistics.ts';
import type { Arrays } from './arrays-file.ts';
import type { IterationReport, Learner } from './learner.ts';
import type { Pool } from './pool.ts';
import { episodeSeed } from './seeds.ts';
import type { RolloutSetup } from './setup.ts';
import { startingWeights } from './start-model.ts';
import type { TrainingConfig } from './training.ts';

/** Coordinate search: an iteration tries all probes, then three lengths of the step, on the same few networks. */
export class CoordinateLearner implements Learner {
  readonly progress = { nearRtLoops: 0, updates: 0 };
  private readonly config: TrainingConfig;
  private readonly setup: RolloutSetup;
  private readonly pool: Pool;
  private readonly search: CoordinateSearch;

  constructor(config: TrainingConfig, setup: RolloutSetup, pool: Pool) {
    const { sizes } = setup.shape;
    const { start, ...search } = config.coordinates;
    this.config = config;
    this.setup = setup;
    this.pool = pool;
    this.search = new CoordinateSearch(
      search,
      startingWeights(start, setup.shape, config.seed),
      tiedCoordinates(sizes[0], [setup.spec.nr, setup.spec.ns]),
    );
  }

  async start(): Promise<void> {}

  async iterate(iteration: number): Promise<IterationReport> {
    const { search, setup, progress } = this;
    const returns = await this.tryAll(search.probes(), iteration);
    const candidates = search.candidates(search.step(returns));
    // The first candidate stays, as the first probe did, on the same networks.
    const others = await this.tryAll(candidates.slice(1), iteration);
    search.choose(candidates, [returns[0], ...others]);
    progress.updates++;
    const none = { criticLoss: null, actorLoss: null, entropy: null, temperature: null };
    return { reward: returns[0] / setup.network.users, ...none };
  }

  async actors(): Promise<Float32Array[]> {
    return [this.search.weights.slice()];
  }

  async save() {
    return { meta: this.progress, arrays: { weights: this.search.weights } };
  }

  async restore(meta: unknown, { weights }: Arrays): Promise<void> {
    Object.assign(this.progress, meta);
    this.search.weights.set(weights);
  }

  /** Mean sum rate of each actor over the iteration's networks. */
  private async tryAll(actors: readonly Float32Array[], iteration: number): Promise<number[]> {
    const { seed, episode, coordinates } = this.config;
    const span = { loops: episode.near_rt_loops, skip: episode.skip };
    const tasks = actors.flatMap((weights) =>
      Array.from({ length: coordinates.topologies }, (_, n) => ({
        kind: 'trial' as const,
        seed: episodeSeed(seed, 'episode', iteration, n),
        span,
        actors: [weights],
      })),
    );
    const rates = await this.pool.run(tasks);
    this.progress.nearRtLoops += tasks.length * span.loops;
    const { topologies } = coordinates;
    return actors.map((_, n) => mean(rates.slice(n * topologies, (n + 1) * topologies)));
  }
}
