import { studentInterval } from '@chorus/platform/statistics.ts';
import type { Series } from '../result.ts';

/**
 * A series of means over seeds with their 95 % intervals; without intervals where there is one seed.
 *
 * @param perSeed [seeds][x]; a point that some seed lacks is null
 */
export function overSeeds(
  { name, label }: Pick<Series, 'name' | 'label'>,
  perSeed: readonly (readonly (number | null)[])[],
): Series {
  const points = perSeed[0].map((_, x) =>
    perSeed.map((values) => values[x]).filter((value) => value !== null),
  );
  const whole = points.map((values) => (values.length === perSeed.length ? studentInterval(values) : null));
  return {
    name,
    label,
    mean: whole.map((point) => point?.mean ?? null),
    ...(perSeed.length > 1 && { ci95: whole.map((point) => point?.halfWidth ?? null) }),
    perSeed,
  };
}
