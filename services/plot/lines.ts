import { band, curve, spreads, type Point } from './curve.ts';
import { at, type Frame } from './frame.ts';
import { marker } from './marker.ts';
import { extent, type PlotPanel } from './panel.ts';
import { linearScale, logScale, nameScale, type Scale } from './scale.ts';
import { styleOf } from './style.ts';

/** More points than this are a trace over time, which markers and bars would hide. */
const MARKED = 40;

/** Axes of curves over numbers, or over names where one of the values is one. */
export function lineScales({ x, y, series }: PlotPanel): { x: Scale; y: Scale } {
  const numbers = x.values.filter((value) => typeof value === 'number');
  return {
    x: numbers.length < x.values.length ? nameScale(x.values.map(String)) : scaleOf(numbers, x.log),
    y: scaleOf(extent(series), y.log),
  };
}

/** Each series' curve with its intervals and markers. */
export function lines(frame: Frame, { x, series }: PlotPanel): string[] {
  const named = x.values.some((value) => typeof value === 'string');
  return series.map(({ mean, ci95 }, s) => {
    const style = styleOf(s);
    const points: Point[] = mean.map((value, n) => ({
      x: named ? n : Number(x.values[n]),
      mean: value,
      spread: ci95?.[n] ?? null,
    }));
    const markers = points.map((point) =>
      point.mean === null
        ? ''
        : marker(style.marker, at(frame, 'x', point.x), at(frame, 'y', point.mean), style.colour),
    );
    const isTrace = points.length > MARKED;
    const interval = isTrace ? band(frame, points, style, 0.12) : spreads(frame, points, style);
    return [interval, curve(frame, points, style), ...(isTrace ? [] : markers)].join('');
  });
}

/** An axis over values, of any number of them. */
function scaleOf(values: readonly number[], log = false): Scale {
  const low = values.reduce((a, b) => Math.min(a, b), Infinity);
  const high = values.reduce((a, b) => Math.max(a, b), -Infinity);
  if (low > high) return linearScale(0, 1);
  if (!log) return linearScale(low, high);
  // An interval may reach below zero where its mean does not.
  const positive = values.filter((value) => value > 0).reduce((a, b) => Math.min(a, b), Infinity);
  return logScale(Math.min(positive, high), high);
}
