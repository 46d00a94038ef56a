import { quantile } from '@chorus/platform/statistics.ts';

/** Each runs as long by itself first [ms]: V8 compiles by the count of calls, and NumPy needs no such thing. */
const WARM_UP_MS = 1500;

/** Something that can be timed again and again. */
export interface Timed {
  readonly name: string;
  /** Runs once. @returns processor time [ms] */
  readonly run: () => number | Promise<number>;
}

/**
 * Processor time of each by name, a sample for each round [ms]. All take turns, so that a slow minute of the machine falls on
 * all alike, and each runs twice: the first time finds the caches of another, or of a process that slept.
 */
export async function timeInTurn(all: readonly Timed[], rounds: number): Promise<Map<string, number[]>> {
  const samples = new Map(all.map(({ name }) => [name, [] as number[]]));
  for (const { run } of all) for (let spent = 0; spent < WARM_UP_MS;) spent += await run();
  for (let round = 0; round < rounds; round++)
    for (const { name, run } of all) {
      await run();
      samples.get(name)?.push(await run());
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
