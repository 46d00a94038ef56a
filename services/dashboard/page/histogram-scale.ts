/**
 * Where the deadline stands over bars of equal width, as a share of them all; null where it lies beyond the last
 * bin's beginning, since that bin is open.
 *
 * @param edgesMs of the bins, ascending, with or without the last one's end
 */
export function deadlinePosition(
  edgesMs: readonly number[],
  bins: number,
  deadlineMs: number,
): number | null {
  for (let i = 0; i < bins; i++) {
    const [from, to] = [edgesMs[i], edgesMs[i + 1] ?? Infinity];
    if (deadlineMs < from || deadlineMs >= to) continue;
    if (i === bins - 1 || !Number.isFinite(to)) return deadlineMs === from ? i / bins : null;
    return (i + (deadlineMs - from) / (to - from)) / bins;
  }
  return null;
}
