import type { Point } from './point-ring.ts';

const rates = ['sumRate', 'p5', 'p50', 'p95'] as const;

/** Makes one point of several: the mean of their rates, at the newest of them. */
export class PointMean {
  /** Points so far. */
  count = 0;
  private newest: Point | null = null;
  private readonly sums = new Float64Array(rates.length);

  add(point: Point): void {
    this.count++;
    this.newest = point;
    for (let r = 0; r < rates.length; r++) this.sums[r] += point[rates[r]];
  }

  /** Of at least one point; begins anew. */
  take(): Point {
    const { unixMs, nearRtLoop, slot } = this.newest as Point;
    const [sumRate, p5, p50, p95] = this.sums.map((sum) => sum / this.count);
    this.count = 0;
    this.sums.fill(0);
    return { unixMs, nearRtLoop, slot, sumRate, p5, p50, p95 };
  }
}
