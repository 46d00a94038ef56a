import type { Measurements } from '../claims/figures.ts';
import type { Panel, Series } from '../result.ts';

/** Values of a scheme by seed [seeds][x], or under a CDF [seeds][users]. */
export type BySeed = Readonly<Record<string, readonly (readonly number[])[]>>;

/** A result with one panel of the given numbers. */
export function measurements(
  name: string,
  kind: Panel['kind'],
  x: readonly (number | string)[],
  schemes: BySeed,
): Measurements {
  const series: Series[] = Object.entries(schemes).map(([scheme, perSeed]) => ({
    name: scheme,
    label: scheme,
    mean:
      kind === 'cdf'
        ? perSeed.flat().toSorted((a, b) => a - b)
        : x.map((_, n) => perSeed.reduce((sum, row) => sum + row[n], 0) / perSeed.length),
    perSeed,
  }));
  const panel = { id: '', title: name, kind, x: { label: 'x', values: x }, y: { label: 'rate' }, series };
  const about = { command: '', version: '', nearRtLoops: 30, warmUpLoops: 10, live: false };
  return { name, title: name, seeds: [1, 2, 3], ...about, panels: [panel], notes: [] };
}

/** Three seeds that differ a little, so that intervals are there and small. */
export function threeSeeds(row: readonly number[]): number[][] {
  return [0.999, 1, 1.001].map((factor) => row.map((value) => factor * value));
}

/** Three seeds in which a scheme has its own small deviations, so that its ratios have an interval. */
export function wobbling(row: readonly number[], by = 0.01): number[][] {
  return [1 - by, 1, 1 + by].map((factor) => row.map((value) => factor * value));
}
