import type { Claim, ExperimentResult } from '../result.ts';

/** A result before anyone has judged it. */
export type Measurements = Omit<ExperimentResult, 'claims'>;

const figures: Readonly<Record<string, (result: Measurements) => Claim[]>> = {};

/** What the paper says of this figure beside what came out; none for an experiment of one's own. */
export function claimsOf(result: Measurements): Claim[] {
  return figures[result.name]?.(result) ?? [];
}
