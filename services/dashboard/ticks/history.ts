import type { HistoryView, Mark } from '../api.ts';
import { PointMean } from './point-mean.ts';
import { PointRing, type Point } from './point-ring.ts';

/** Ticks as they came: ten minutes at four a second. */
const FINE = 2400;
/** Means over ten seconds: twelve hours. */
const COARSE = 4320;
const COARSE_MS = 10_000;
const MARKS = 500;

/** What has been, in two tiers of ticks and a number of marks, however long it goes on. */
export class History {
  readonly fine = new PointRing({ capacity: FINE });
  readonly coarse = new PointRing({ capacity: COARSE });
  readonly marks: Mark[] = [];
  private readonly mean = new PointMean();
  private period = 0;

  addTick(point: Point): void {
    this.fine.add(point);
    const period = Math.floor(point.unixMs / COARSE_MS);
    if (period !== this.period && this.mean.count > 0) this.coarse.add(this.mean.take());
    this.period = period;
    this.mean.add(point);
  }

  addMark(mark: Mark): void {
    this.marks.push(mark);
    if (this.marks.length > MARKS) this.marks.shift();
  }

  /** Thinned to means over equal times, so that there are at most `points`. */
  view(points: number): HistoryView {
    const all = [...this.points()];
    return { ticks: all.length <= points ? all : thin(all, points), marks: [...this.marks] };
  }

  /** Oldest first: coarse up to where the fine ones begin. */
  private *points(): Iterable<Point> {
    const { fine, coarse } = this;
    const fineBegins = fine.length === 0 ? Infinity : fine.at(0).unixMs;
    for (let i = 0; i < coarse.length && coarse.at(i).unixMs < fineBegins; i++) yield coarse.at(i);
    for (let i = 0; i < fine.length; i++) yield fine.at(i);
  }
}

function thin(all: readonly Point[], points: number): Point[] {
  const begin = all[0].unixMs;
  const period = (all[all.length - 1].unixMs - begin) / points;
  const mean = new PointMean();
  const thinned: Point[] = [];
  let end = begin + period;
  for (const point of all) {
    // The last bucket takes its end, too.
    if (point.unixMs >= end && thinned.length < points - 1) {
      if (mean.count > 0) thinned.push(mean.take());
      while (end <= point.unixMs) end += period;
    }
    mean.add(point);
  }
  thinned.push(mean.take());
  return thinned;
}
