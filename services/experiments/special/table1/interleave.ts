import { quantile } from '@chorus/platform/statistics.ts';

/** What some computations took, by name. */
export interface Timing {
  readonly name: string;
  /** Median over the rounds [ms]. */
  readonly medianMs: number;
  /** Median over the rounds of the ratio to the reference in the same round. */
  readonly ratio: number;
}

/** A third as many rounds as count, for the compiler. */
export function uncountedRounds(rounds: number): number {
  return Math.ceil(rounds / 3);
}

/**
 * Times computations in rounds, each of them once in every round, so that a slow minute of the machine falls on all
 * alike. {@link uncountedRounds} go first.
 *
 * @param work the first one is the reference of the ratios
 * @param now a clock [ms]; by default processor time, which others on the machine do not add to
 */
export function interleave(
  work: readonly { name: string; run: () => void }[],
  rounds: number,
  now: () => number = processorMs,
): Timing[] {
  const samples = work.map(() => [] as number[]);
  for (let round = -uncountedRounds(rounds); round < rounds; round++) {
    for (const [n, { run }] of work.entries()) {
      const start = now();
      run();
      if (round >= 0) samples[n].push(now() - start);
    }
  }
  return work.map(({ name }, n) => ({
    name,
    medianMs: quantile(samples[n], 0.5),
    ratio: quantile(
      samples[n].map((ms, round) => ms / samples[0][round]),
      0.5,
    ),
  }));
}

function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
