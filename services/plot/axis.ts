/**
 * Round numbers that cover an interval: steps of 1, 2 or 5 times a power of ten, about five of them.
 *
 * @returns at least two, ascending, the first at most `low` and the last at least `high`
 */
export function ticks(low: number, high: number): number[] {
  const span = high > low ? high - low : Math.max(1, Math.abs(low) / 10);
  const rough = span / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.floor(low / step);
  const last = Math.max(first + 1, Math.ceil(high / step));
  // Multiplied, not added up, and without the digits that floating point adds.
  return Array.from({ length: last - first + 1 }, (_, n) => Number(((first + n) * step).toPrecision(12)));
}
