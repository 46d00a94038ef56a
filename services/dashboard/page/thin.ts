import type { Ring } from './ring.ts';

/** Columns for a chart: arrays taken once, of which the first `length` entries count. */
export interface Thinned {
  readonly columns: readonly Float64Array[];
  length: number;
}

export function createThinned(columns: number, points: number): Thinned {
  return { columns: Array.from({ length: columns }, () => new Float64Array(points)), length: 0 };
}

/**
 * Brings the rows from `from` on down to what fits into `out`: means over equally many rows each. Groups are
 * counted from the first row ever pushed, so that a group's mean stays as it is while the ring moves on.
 *
 * @param columns of the ring, one for each of `out`; the first is the x axis, of which the last value counts
 */
export function thin(ring: Ring, from: number, columns: readonly number[], out: Thinned): void {
  const points = out.columns[0].length;
  const rows = ring.length - from;
  // One group more than full ones, since the first is cut by the window's edge.
  const group = Math.max(1, Math.ceil(rows / (points - 1)));
  const first = ring.pushed - ring.length + from;
  out.length = 0;
  for (let row = from; row < ring.length;) {
    const index = first + row - from;
    const end = Math.min(ring.length, row + group - (index % group));
    for (let c = 0; c < columns.length; c++) {
      let sum = 0;
      for (let r = row; r < end; r++) sum += ring.at(r, columns[c]);
      out.columns[c][out.length] = c === 0 ? ring.at(end - 1, columns[0]) : sum / (end - row);
    }
    out.length++;
    row = end;
  }
}

/** The first row whose `column` is at least `value`, by bisection; the column must ascend. */
export function firstRowFrom(ring: Ring, column: number, value: number): number {
  let low = 0;
  let high = ring.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ring.at(middle, column) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
