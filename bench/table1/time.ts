import { uncountedRounds } from '@chorus/experiments/special/table1/interleave.ts';
import { quantile } from '@chorus/platform/statistics.ts';

/** Something that can be timed again and again. */
export interface Timed {
  readonly name: string;
  /** Runs once. @returns processor time [ms] */
  readonly run: () => number | Promise<number>;
}

/**
 * Processor time of each by name, a sample for each round [ms]. All take turns, so that a slow minute of the machine falls on
 * all alike; a third as many rounds that do not count go first.
 */
export async function timeInTurn(all: readonly Timed[], rounds: number): Promise<Map<string, number[]>> {
  const samples = new Map(all.map(({ name }) => [name, [] as number[]]));
  for (let round = -uncountedRounds(rounds); round < rounds; round++) {
    for (const { name, run } of all) {
      const ms = await run();
      if (round >= 0) samples.get(name)?.push(ms);
    }
  }
  return samples;
}

export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}

/** Median over rounds of the ratio in the same round. */
export function medianRatio(samples: readonly number[], reference: readonly number[]): number {
  return median(samples.map((ms, round) => ms / reference[round]));
}
