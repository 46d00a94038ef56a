import { curve } from './curve.ts';
import { at, type Frame } from './frame.ts';
import { marker } from './marker.ts';
import type { PlotPanel } from './panel.ts';
import { between, linearScale, type Scale } from './scale.ts';
import { styleOf } from './style.ts';

const FRACTIONS = [0, 0.2, 0.4, 0.6, 0.8, 1];
/** Markers of a curve. */
const MARKERS = 6;

/** A point of an empirical CDF: this fraction of the values is at or below x. */
export interface CdfPoint {
  readonly x: number;
  readonly fraction: number;
}

/** The empirical CDF of values in any order, ascending. */
export function empiricalCdf(values: readonly (number | null)[]): CdfPoint[] {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b);
  return known.map((x, n) => ({ x, fraction: (n + 1) / known.length }));
}

export function cdfScales({ series }: PlotPanel): { x: Scale; y: Scale } {
  const all = series.flatMap(({ mean }) => mean.filter((value) => value !== null));
  const high = all.reduce((a, b) => Math.max(a, b), 1);
  return {
    x: linearScale(
      all.reduce((a, b) => Math.min(a, b), 0),
      high,
    ),
    y: between(FRACTIONS),
  };
}

/** Each series' empirical CDF; markers of different curves stand at different heights. */
export function cdf(frame: Frame, { series }: PlotPanel): string[] {
  return series.map(({ mean }, s) => {
    const style = styleOf(s);
    const points = empiricalCdf(mean);
    const shift = s / series.length;
    const markers = Array.from({ length: MARKERS }, (_, m) => {
      const point = points[Math.floor(((m + shift) / MARKERS) * points.length)];
      return point === undefined
        ? ''
        : marker(style.marker, at(frame, 'x', point.x), at(frame, 'y', point.fraction), style.colour);
    });
    return [
      curve(
        frame,
        points.map(({ x, fraction }) => ({ x, mean: fraction })),
        style,
      ),
      ...markers,
    ].join('');
  });
}
