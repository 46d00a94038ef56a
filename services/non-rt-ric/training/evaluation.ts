import { mean } from '@chorus/platform/statistics.ts';
import type { Pool } from './pool.ts';
import { validationSeed } from './seeds.ts';
import type { TrainingConfig } from './training.ts';

/** What the held-out networks say of actors. */
export interface HeldOut {
  /** Mean over the networks [bit/s/Hz]. */
  readonly sumRate: number;
  /** Over the closed form's. */
  readonly ratio: number;
}

/**
 * Mean sum rate over the held-out networks.
 *
 * @param actors null for the closed form
 */
export async function heldOutSumRate(
  pool: Pool,
  { evaluate }: TrainingConfig,
  actors: readonly Float32Array[] | null,
): Promise<number> {
  const span = { loops: evaluate.near_rt_loops, skip: evaluate.skip };
  const tasks = Array.from({ length: evaluate.topologies }, (_, n) => {
    return { kind: 'trial' as const, seed: validationSeed(n), span, actors };
  });
  return mean(await pool.run(tasks));
}
