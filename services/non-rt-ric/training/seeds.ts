import { Random } from '@chorus/phy';

/**
 * Which networks are for what. A topology and its channels come from one seed, and no seed serves two purposes:
 *
 * - below 1,000,000: test. Left to scenarios and to whoever judges a model, for instance `--set seed=1`
 *   to `seed=10`.
 * - from 1,000,000 on, one for each held-out topology: validation, which chooses the exported model. The same for
 *   every training, so that curves of several trainings can be compared.
 * - from 2^30 on: training, drawn from the training's seed, the iteration and the episode.
 *
 * Under `episode.topology: scenario` the topology is the scenario's for all three, and these are the channels' seeds.
 */
export const VALIDATION_SEEDS = 1_000_000;
const TRAINING_SEEDS = 2 ** 30;

/** Of one held-out topology, the n-th. */
export function validationSeed(n: number): number {
  return VALIDATION_SEEDS + n;
}

/** Of one episode. Depends on nothing but its arguments, so not on who runs it. */
export function episodeSeed(seed: number, purpose: string, iteration: number, episode: number): number {
  const draw = new Random(seed, `${purpose} ${iteration} ${episode}`).uniform();
  return TRAINING_SEEDS + Math.floor(draw * TRAINING_SEEDS);
}
