/** Of the largest value: less than this is noise, which a chart must not blow up to its full height. */
const LEAST_SPAN = 0.2;

/**
 * From where to where a chart's y axis goes: all values with a margin, from nought where they come near it.
 *
 * @param min of the values, none of them negative; null for no value
 */
export function valueRange(min: number | null, max: number | null): [number, number] {
  if (min === null || max === null || !(max > 0)) return [0, 1];
  const span = Math.max(max - min, LEAST_SPAN * max);
  const middle = (min + max) / 2;
  const low = middle - 0.6 * span;
  return [low < 0.35 * max ? 0 : low, Math.max(max * 1.02, middle + 0.6 * span)];
}
