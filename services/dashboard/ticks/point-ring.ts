import type { HistoryView } from '../api.ts';

/** A tick as history keeps it. */
export type Point = HistoryView['ticks'][number];

/** In the order of a row. */
export const columns = ['unixMs', 'nearRtLoop', 'slot', 'sumRate', 'p5', 'p50', 'p95'] as const;

/** The newest points, up to a number of them, in one typed array. */
export class PointRing {
  readonly capacity: number;
  private readonly rows: Float64Array;
  private next = 0;
  private kept = 0;

  constructor({ capacity }: { capacity: number }) {
    this.capacity = capacity;
    this.rows = new Float64Array(columns.length * capacity);
  }

  get length(): number {
    return this.kept;
  }

  add(point: Point): void {
    for (let c = 0; c < columns.length; c++) this.rows[columns.length * this.next + c] = point[columns[c]];
    this.next = (this.next + 1) % this.capacity;
    if (this.kept < this.capacity) this.kept++;
  }

  /** Oldest first. @param index from 0 to length - 1 */
  at(index: number): Point {
    const row = (this.next - this.kept + index + this.capacity) % this.capacity;
    const begin = columns.length * row;
    const [unixMs, nearRtLoop, slot, sumRate, p5, p50, p95] = this.rows.subarray(begin);
    return { unixMs, nearRtLoop, slot, sumRate, p5, p50, p95 };
  }
}
