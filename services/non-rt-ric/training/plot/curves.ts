import { ChorusError } from '@chorus/platform/errors.ts';
import { mean } from '@chorus/platform/statistics.ts';
import type { CurveRecord } from '../curve.ts';
import { axes, horizontal } from '@chorus/plot/axes.ts';
import { band, curve } from '@chorus/plot/curve.ts';
import type { Frame } from '@chorus/plot/frame.ts';
import { linearScale } from '@chorus/plot/scale.ts';
import { styleOf } from '@chorus/plot/style.ts';
import { picture, text } from '@chorus/plot/svg.ts';

export interface PlotInit {
  title: string;
  /** Horizontal references. */
  lines?: readonly { label: string; value: number }[];
}

/** One point of a plot: the mean of the curves and how far they lie apart. */
export interface PlotPoint {
  readonly x: number;
  readonly mean: number;
  /** Standard deviation over the curves; 0 of one. */
  readonly spread: number;
}

/**
 * Held-out sum rate over near-RT loops as an SVG, in colours that show on light and dark ground: the curves'
 * mean, and a band of one standard deviation where there are several.
 */
export function plotCurves(curves: readonly (readonly CurveRecord[])[], init: PlotInit): string {
  const points = meanCurve(curves);
  const lines = init.lines ?? [];
  const values = points.flatMap(({ mean, spread }) => [mean - spread, mean + spread]);
  const all = [...values, ...lines.map(({ value }) => value)];
  const longest = points.reduce((most, point) => Math.max(most, point.x), 1);
  const size = { width: 640, height: 400, left: 64, right: 16, top: 40, bottom: 56 };
  const frame: Frame = {
    ...size,
    x: linearScale(0, longest),
    y: linearScale(Math.min(...all), Math.max(...all)),
  };
  const many = curves.length > 1 ? `, mean of ${curves.length} and one standard deviation` : '';
  const style = styleOf(0);
  return picture(size.width, size.height, init.title, [
    text(size.left, 24, `${init.title}${many}`, 'font-size="15"'),
    ...axes(frame, { x: 'near-RT loops of training', y: 'held-out sum rate [bit/s/Hz]' }),
    ...lines.map(({ label, value }) => horizontal(frame, value, label)),
    ...(curves.length > 1 ? [band(frame, points, style)] : []),
    curve(frame, points, style),
  ]);
}

/**
 * Mean and spread at the near-RT loops that every curve has an evaluation at.
 *
 * @throws ChorusError CHORUS_CURVE_INVALID where there are none
 */
export function meanCurve(curves: readonly (readonly CurveRecord[])[]): PlotPoint[] {
  const maps = curves.map(
    (records) =>
      new Map(
        records.flatMap(({ nearRtLoops, sumRate }) => (sumRate === null ? [] : [[nearRtLoops, sumRate]])),
      ),
  );
  const shared = [...(maps[0]?.keys() ?? [])].filter((x) => maps.every((map) => map.has(x)));
  if (shared.length === 0)
    throw new ChorusError('CHORUS_CURVE_INVALID', {
      path: 'the set of curves',
      reason: 'they share no near-RT loop with an evaluation',
    });
  return shared
    .sort((a, b) => a - b)
    .map((x) => {
      const rates = maps.map((map) => map.get(x) as number);
      const centre = mean(rates);
      const squares = rates.reduce((sum, rate) => sum + (rate - centre) ** 2, 0);
      return { x, mean: centre, spread: Math.sqrt(squares / Math.max(1, rates.length - 1)) };
    });
}
